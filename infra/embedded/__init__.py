"""The network on one machine: the template's wiring, a pump, a front door and a control room."""
