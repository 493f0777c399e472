namespace Rialto.Unit.Trading.Features;

/// <summary>
/// Stoikov's micro-price in its obvious form: all transitions are remembered; every 1,024 of them they are counted anew, each with its mirror, and the paper's recursion is followed until it stands still.
/// </summary>
internal sealed class NaiveMicroprice(long tick)
{
    private const int Steps = 9;
    private const int States = 36;

    private readonly List<(int From, int To, long Change)> _transitions = [];
    private double[]? _solution;

    public double? ValueOf(NaiveMoment moment) => moment.MidTwice + _solution?[StateOf(moment)];

    public void Add(List<NaiveMoment> moments)
    {
        var now = moments[^1];
        var before = moments.Count > 1 ? moments[^2] : null;
        if (before is null || before.Era != now.Era || !before.HasTouch || !now.HasTouch || (before.Bids[0] == now.Bids[0] && before.Asks[0] == now.Asks[0]))
            return;
        _transitions.Add((StateOf(before), StateOf(now), now.MidTwice - before.MidTwice));
        if (_transitions.Count % 1_024 == 0)
            _solution = Solve();
    }

    private int StateOf(NaiveMoment moment)
    {
        double bid = moment.Bids[0].Quantity, ask = moment.Asks[0].Quantity;
        var shorter = Math.Min((int)(9 * (Math.Min(bid, ask) / (bid + ask))), 4);
        var spread = Math.Clamp((moment.Asks[0].Price - moment.Bids[0].Price) / tick, 1, 4);
        return ((int)spread - 1) * Steps + (bid < ask ? shorter : 8 - shorter);
    }

    private double[] Solve()
    {
        var counts = new double[States, States];
        var (all, jumps) = (new double[States], new double[States]);
        int Mirror(int state) => state / Steps * Steps + 8 - state % Steps;
        foreach (var (from, to, change) in _transitions)
        {
            counts[from, to]++;
            counts[Mirror(from), Mirror(to)]++;
            jumps[from] += change;
            jumps[Mirror(from)] -= change;
            all[from]++;
            all[Mirror(from)]++;
        }

        // The recursion G(i+1) = E[change] + P G(i), with one more transition out of every state that changes nothing and leads to the middle.
        var (g, next) = (new double[States], new double[States]);
        for (var moved = 1.0; moved > 1e-13;)
        {
            moved = 0;
            for (var state = 0; state < States; state++)
            {
                var sum = jumps[state];
                for (var to = 0; to < States; to++)
                    sum += counts[state, to] * g[to];
                next[state] = state % Steps == 4 ? 0 : sum / (all[state] + 1);
                moved = Math.Max(moved, Math.Abs(next[state] - g[state]));
            }

            (g, next) = (next, g);
        }

        return g;
    }
}
