#!/usr/bin/env python3
"""Start, test, check or mend the project, or run a Django command: `python3 manage.py --help`.

This file and sil/bootstrap/interpreter.py are kept in syntax that Python 2.7 parses, so that an old
Python gets a sentence and not a SyntaxError.
"""

import os
import sys

from sil.bootstrap import interpreter


def main():
    # type: () -> int
    complaint = interpreter.complaint(sys.version_info[:2], os.name, sys.argv, os.environ.get("PATH", ""))
    if complaint:
        sys.stderr.write(complaint + "\n")
        return 1
    from sil.bootstrap import verbs

    return verbs.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
