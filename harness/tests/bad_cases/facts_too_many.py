"""The names of its facts take more room than there is.

id: z24
lost: none
source: own
"""
async def job():
    pass


async def main(trial):
    trial.spawn(job())
    for number in range(500):
        trial.note("n" * 10000 + str(number), number)
    await trial.drain()
