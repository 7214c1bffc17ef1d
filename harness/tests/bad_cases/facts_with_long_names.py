"""Two facts whose long names begin alike.

id: z25
lost: none
source: own
"""
async def job():
    pass


async def main(trial):
    trial.spawn(job())
    trial.note("n" * 31 + "one", 1)
    trial.note("n" * 31 + "two", 2)
    await trial.drain()
