"""A Hugging Face Hub on this machine: what the unmodified clients need to publish and to read a dataset, over HTTP.

    with LocalHub(tmp_path / "hub") as hub:
        subprocess.run([...], env=hub.env(tmp_path / "home"))
        assert hub.read("org/name", "main", "README.md") == ...

It imports none of the clients, which read ``HF_ENDPOINT`` when they are imported: give their environment to a
subprocess, or to `Clients`, which keeps one.  Left out on purpose: models, Spaces, buckets, branches, comments, git
itself.  Commit ids are drawn, not computed, and folders have made-up ids: no client looks.
"""

from localhub.accounts import Account
from localhub.clients import Clients
from localhub.faults import Fault
from localhub.records import Record
from localhub.server import LocalHub

__all__ = ["Account", "Clients", "Fault", "LocalHub", "Record"]
