"""It imports what is not there.

id: z03
lost: none
source: own
"""
import no_such_module_anywhere


async def job():
    no_such_module_anywhere.use()
