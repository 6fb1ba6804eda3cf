"""The generator: a made-up shop's events, and beside them their ground truth.

A set is made chunk by chunk (`chunks`), each by itself, in this order:

    shop        what all chunks share: `calendar` with its `incidents`, `users`, `catalogue`, draws
                (`random`)
    visits      who comes on which day
    journeys    which `steps` each visit takes, and what it looks at
    timestamps  when each step happens
    dirt        which events are lost to `corruptions`, or lose their ids
    events      the columns of all that, a row per event
    items       the products that an event carries; `carts`, `baskets`: what is bought and costs
    back_office what it tells on the same days, as `bookings`: profiles and the turns of
                `subscriptions` (`turns`), `payments`, `costs`
    arrival     in which file, and where in it, each line arrives
    lines       the text of the lines: `fields`, `pages`, `item_texts` in `spellings`, `breakage`;
                `booking_lines`
    truth       what a lake must find in them: `sessions`, `orders`, `credit`, `dimensions`,
                `experiment`, `refused`, `incidents`; `growth`: subscriptions (`versions`), payments
                and costs (`paid`), MRR (`recurring`)
    writing     the files; `generator` does it all, several chunks at once

Columns are numpy arrays (`arrays`), or Arrow's for text and truth (`columns`). An array without a
shape in its description has a value per row; `[visits, ROUNDS]` has two dimensions. "Index" is a
place in a list of this room (`EVENT_NAMES`, `LISTS`, ...), "row" one of another table; -1 stands
for none. Amounts are whole cents, times whole microseconds since 1970, days whole numbers from the
period's first.
"""
