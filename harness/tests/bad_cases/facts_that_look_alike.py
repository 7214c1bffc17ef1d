"""Two facts whose names differ in what no terminal may be given.

id: z26
lost: none
source: own
"""
async def job():
    pass


async def main(trial):
    trial.spawn(job())
    trial.note("fact\x01", 1)
    trial.note("fact\x02", 2)
    await trial.drain()
