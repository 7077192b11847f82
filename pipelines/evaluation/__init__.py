"""How well the dataset tells who said what: published turns and mentions against gold that a careful reader wrote.

The way of a figure is the order of the modules: ``gold`` and ``surfaces`` (what is right), ``published`` (what came
out), ``letters``, ``alignment`` and ``truth`` (both on the same characters), ``attribution`` and ``mentions`` (counts
of right and wrong), ``run`` (all articles), ``report``, ``compare``, ``summary`` and ``card`` (what is told of it).
Nothing of the pipeline imports this package but ``cli``, and ``stages`` for the card.
"""
