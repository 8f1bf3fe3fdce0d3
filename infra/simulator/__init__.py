"""Random worlds: the real services on the embedded platform, where everything goes wrong at will.

A seed makes a script: acts of people, deliveries, waiting, ticks, and faults at the ports. The
script is played, then the faults stop, and what the services promise must hold. See
`docs/simulator.md`.
"""
