"""sil.server: how a web process begins."""

import gc

from sil.server import post_worker_init


def test_what_is_loaded_is_left_out_of_the_search_for_garbage() -> None:
    # Another test of this process may have frozen what was loaded by then.
    gc.unfreeze()
    try:
        post_worker_init(None)
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()
