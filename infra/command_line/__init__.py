"""The program `candour`: an installation from a terminal, by its JSON API and nothing else.

It has no rights of its own. It signs in as a person, may do what that person may do, and works the
same with an installation on this machine and with one far away.
"""
