"""The process that kernels are forked from, and what a forked process does to become one.

The server starts it as `python -P -m roleplay.zygote STEP ...`, with a Unix socket for its standard input. It imports
what kernels import, once, and then forks a child for every kernel that is asked for: the child shares the memory of all
that was imported, and need not wait for it.
"""
