"""The author's page: the files of the library with what is to be mended, a preview of each scenario, its map.

A trainee's kernel never imports it.
"""
