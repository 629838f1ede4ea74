"""sil.server: how a web process begins."""

import gc

from sil.server import post_worker_init


def test_what_is_loaded_is_left_out_of_the_search_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        post_worker_init(None)
        assert gc.get_freeze_count() > before + 100_000
    finally:
        gc.unfreeze()
