"""python -m tests.letter_grammar: print how well the made-up letters are read; --help says what else it does."""

import argparse

from .letters import CORPUS, made
from .measure import measure, total
from .page import PAGE, page


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.letter_grammar")
    parser.add_argument("--misses", action="store_true", help="print every value that was not read, or read wrongly")
    parser.add_argument("--aside", action="store_true", help="measure the part that is kept aside")
    parser.add_argument(
        "--from", type=int, default=CORPUS.start, dest="first", help="the first seed, for other letters"
    )
    parser.add_argument("--show", type=int, metavar="SEED", help="print one letter")
    parser.add_argument("--write", action="store_true", help="write docs/reference/letters.md")
    asked = parser.parse_args()
    if asked.write:
        PAGE.write_text(page(), encoding="utf-8")
    elif asked.show is not None:
        print(made(asked.show).text)
    else:
        _print(asked.first, kept_aside=asked.aside, with_misses=asked.misses)


def _print(first: int, *, kept_aside: bool, with_misses: bool) -> None:
    letters = (made(seed) for seed in range(first, first + len(CORPUS)))
    counts, misses = measure(letter for letter in letters if letter.kept_aside is kept_aside)
    for name, count in (*counts.items(), ("in all", total(counts))):
        print(f"{name:28}{count.there:6}{count.read:6}{count.right:6}{count.precision:8.3f}{count.recall:8.3f}")
    for miss in misses if with_misses else ():
        print(miss.seed, miss.field, "\n   there", miss.there, "\n   read ", miss.read)


if __name__ == "__main__":
    main()
