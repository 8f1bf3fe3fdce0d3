"""The notifications table: the only place that knows its keys.

MEMBER#<m>       CONTACT          name and address, as membership said
MEMBER#<m>       NETWORK-CHOICES#<n>  which mail somebody wants from a network
MEMBER#<m>       MAIL#<about>     a single mail and what became of it; expires
FANOUT#<f>       STATE            a fan-out and its counts; expires; index NETWORK#<n>#FANOUTS
FANOUT#<f>       BATCH#<number>   what became of each mail to up to 500 members; expires
FANOUT#<f>       PEOPLE#<number>  who they are; expires
SESSION#<s>      TIME, TITLE      what sessions said
SESSION#<s>      FANOUT#<f>       a fan-out about the session; expires
NOTE#<n>         TITLE, STATE     what notes said; there is a STATE once the note was hidden
DUE#<shard>      <time>#<thing>   a fan-out or single mail to look at again (runtime.due)
NETWORK#<n>, MEMBER#<m>           what membership said (runtime.rights)
ERASED#<hash>    MEMBER           that somebody was erased (runtime.erasing)
MEMBER#<m>       ERASING          which networks it is about, until it is done

No item holds what a mail said (A19). Results are kept for 90 days, then only the counts.
"""
