"""The house on the network: a gate that meets every visitor, a process for each door, and what keeps them running.

```
visitor ─► gate ──► citizens' door   processes of its own: an answer waits for no page of staff
           (one     ──► staff door        a few pages at a time
           loop)
```
"""
