"""What notifications does when others spoke of what happens seldom: imported when it is heard."""

from __future__ import annotations

from services.contracts.complaints import ComplaintAnswered, ComplaintReceived, ComplaintWaits
from services.contracts.event import Event
from services.contracts.introductions import IntroductionMade, IntroductionPassedOn
from services.contracts.mydata import MyDataAsked, MyDataReady
from services.contracts.vouching import ContactAsked, ContactIntroduced, ContactSought
from services.notifications import holdings, introducing, singles
from services.runtime.inbox import Reaction

REACTIONS: dict[type[Event], Reaction] = {
    MyDataAsked: holdings.on_asked,
    MyDataReady: singles.my_data,
    ComplaintReceived: singles.complaint,
    ComplaintAnswered: singles.complaint,
    ComplaintWaits: singles.complaint,
    IntroductionPassedOn: introducing.passed_on,
    IntroductionMade: introducing.made,
    ContactAsked: introducing.asked_outside,
    ContactSought: introducing.sought_outside,
    ContactIntroduced: introducing.made_outside,
}
