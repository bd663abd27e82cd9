"""The evaluator's page: what is to be marked, an attempt on the desk, calibration, stations, the rules of a cohort.

A trainee's kernel never imports it.
"""
