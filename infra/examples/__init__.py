"""A request and its answer for every JSON route: asked in a small network, never made up.

`scene.py` is the network and whoever asks; the other files are what is asked of it, by room, in an
order in which each has something to do; `showing.py` is how it is shown in `docs/openapi.json`. No
function of a service imports this: it is for whoever reads the description.
"""
