"""The page of reports. It needs pandas and Altair, so only a kernel of its own kind imports it."""
