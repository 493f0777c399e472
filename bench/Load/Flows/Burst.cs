using Rialto.Model.Orders;

namespace Rialto.Load.Flows;

/// <summary>
/// Made-up flow, not a recording: a load generator for what real hours do not do. A deep book (50,000 orders before anything else happens), prices from 1 to two
/// million ticks so that arrays by tick do not cheat, most cancels far from the touch, and takes that sweep several levels.
/// </summary>
internal static class Burst
{
    private const int DeepOrders = 50_000;
    private const int Steps = 200_000;
    private const long Middle = 1_000_000;

    /// <summary>The same steps for the same seed.</summary>
    public static IEnumerable<FlowStep> From(ulong seed)
    {
        var random = new XorShift(seed);
        var live = new List<long>();
        var nextId = 1L;
        for (var i = 0; i < DeepOrders + Steps; i++)
        {
            var choice = i < DeepOrders ? 0 : random.Below(100);
            if (choice < 46 || live.Count == 0)
            {
                var side = (Side)random.Below(2);
                yield return new FlowStep(FlowKind.New, nextId, side, Away(ref random, side), 1 + random.Below(500));
                live.Add(nextId++);
            }
            else if (choice < 90)
            {
                var at = random.Below(live.Count);
                yield return new FlowStep(FlowKind.Cancel, live[at], Side.Buy, 0, 0);
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else if (choice < 94)
            {
                yield return new FlowStep(FlowKind.Reduce, live[random.Below(live.Count)], Side.Buy, 0, 1 + random.Below(100));
            }
            else
            {
                var side = (Side)random.Below(2);
                var through = random.Below(200);
                yield return new FlowStep(FlowKind.Take, nextId++, side, side == Side.Buy ? Middle + through : Middle - through, 1 + random.Below(2_000));
            }
        }
    }

    // Distance from the middle: as many orders within 10 and 100 ticks as within 100,000 and a million.
    private static long Away(ref XorShift random, Side side)
    {
        var magnitude = 1L << random.Below(20);
        var distance = 1 + magnitude + random.Below((int)magnitude);
        distance = Math.Min(distance, Middle - 1);
        return side == Side.Buy ? Middle - distance : Middle + distance;
    }

    private struct XorShift(ulong seed)
    {
        private ulong _state = seed * 0x9E3779B97F4A7C15 | 1;

        public int Below(int limit)
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return (int)((_state >> 33) % (ulong)limit);
        }
    }
}
