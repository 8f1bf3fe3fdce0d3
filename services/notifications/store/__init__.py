"""The notifications table: the only place that knows its keys.

MEMBER#<m>       PERSON           all that the gate asks: name and address, places, choices
MEMBER#<m>       MAIL#<about>     a single mail and what became of it; expires
FANOUT#<f>       STATE            a fan-out and its counts; expires; index NETWORK#<n>#FANOUTS
FANOUT#<f>       BATCH#<number>   what became of each mail to up to 500 members; expires
FANOUT#<f>       PEOPLE#<number>  who they are; expires
SESSION#<s>      TIME, TITLE      what sessions said
SESSION#<s>      FANOUT#<f>       a fan-out about the session; expires
NOTE#<n>         TITLE, STATE     what notes said; there is a STATE once the note was hidden
DUE#<shard>      <time>#<thing>   a fan-out or single mail to look at again (runtime.due)
NETWORK#<n>, MEMBER#<m>           who may do what (runtime.rights); places go with PERSON
ERASED#<hash>    MEMBER           that somebody was erased (runtime.erasing)
MEMBER#<m>       ERASING          which networks it is about, until it is done

No item holds what a mail said (A19). Results are kept for 90 days, then only the counts.
"""
