"""A text is counted that is longer than taskloss keeps.

id: z27
lost: none
source: own
"""
async def job():
    pass


async def main(trial):
    trial.spawn(job())
    trial.count_printed("printed", "n" * 300)
    print("n" * 299)
    await trial.drain()
