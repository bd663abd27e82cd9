"""A workbook of role-play scenarios in which people learn to be peer mentors."""
