"""Publishing to the Hugging Face Hub: edition → plan → one commit → tag → verify; comparing, taking down.

`edition` makes the folder that a repository shall hold, `plan` compares it with what the repository holds by digests,
`remote` speaks to the Hub, `faults` says what an answer means and `patience` waits, `publishing` is the order of the
steps. Nothing here knows Dagster; only `remote` and `faults` import huggingface_hub.
"""
