"""The local cloud: ministack plays AWS on this machine, and the template is deployed to it."""
