"""The web server: sign-in, pages, and kernels that belong to the person who opened the page.

Nothing is gathered here from its modules: a command that only looks into the run folder need not load a web server.
"""

import sys

# jsonschema, which Jupyter brings along, would build a grammar of addresses that nobody asks it about: a second at
# every start. It does without where there is none.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
