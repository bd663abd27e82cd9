"""Reports: what there is and how it goes, as tables with a sentence each that says what they show."""
