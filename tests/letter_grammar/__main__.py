"""Print how well the reader reads the made-up letters: python -m tests.letter_grammar [--misses] [--aside FIRST]."""

import argparse

from .letters import CORPUS, made
from .measure import measure, total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true", help="every miss of the training part")
    parser.add_argument("--aside", action="store_true", help="measure the part that is kept aside")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--show", type=int, help="print the letter of a seed")
    asked = parser.parse_args()
    if asked.show is not None:
        print(made(asked.show).text)
        return
    letters = [each for seed in CORPUS if (each := made(asked.first + seed)).kept_aside is asked.aside]
    counts, misses = measure(letters)
    for name, count in (*counts.items(), ("in all", total(counts))):
        print(f"{name:28}{count.there:6}{count.read:6}{count.right:6}{count.precision:8.3f}{count.recall:8.3f}")
    if asked.misses and not asked.aside:
        for miss in misses:
            print(miss.seed, miss.field, "\n   there", miss.there, "\n   read ", miss.read)


if __name__ == "__main__":
    main()
