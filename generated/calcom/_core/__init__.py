"""The client runtime: everything that one generic can express.

Nothing is imported here: a module is loaded when it is first used, and the HTTP library
and the model library only when a call needs them.
"""
