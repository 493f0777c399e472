using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// The micro-price of Stoikov (2018), "The micro-price: a high-frequency estimator of future prices", Quantitative Finance 18(12), 1959-1966, section 3: the middle where it is expected to be after
/// ever more changes of the touch, given how unequal its two queues are and how wide it is. States are 9 steps of q / (q + r) by 4 spreads (1, 2, 3, 4 or more ticks); what follows on what is counted.
/// The paper's sum G* = G1 + B G1 + B^2 G1 + ... with G1 = (1 - Q)^-1 R K and B = (1 - Q)^-1 T is the solution of
/// <code>
/// g(s) = E[change of mid] + sum over s' of P(s, s') g(s'),   P = Q + T
/// </code>
/// which is solved instead, every 1,024 changes. As in the paper every observation counts a second time in the mirror (bid and ask exchanged), so that g(mirror of s) = -g(s): the 16 states
/// whose ask side is longer are unknowns, those in the middle are zero. One change that leads nowhere is added to every state: it makes the equations solvable whatever was counted, and says "the middle" where little was.
/// Beyond 2^20 changes all counts are halved: older ones count ever less.
/// </summary>
internal sealed class Microprice : Feature
{
    /// <summary>Steps of the imbalance; odd, so that equal queues lie within a step and not between two.</summary>
    public const int Steps = 9;

    /// <summary>Spreads told apart.</summary>
    public const int Spreads = 4;

    /// <summary>Changes of the touch between two solutions, and before the first.</summary>
    public const int ChangesPerSolution = 1_024;

    /// <summary>So many changes, and all are halved.</summary>
    public const long ChangesMax = 1 << 20;

    private const int States = Steps * Spreads;
    private const int Unknowns = Steps / 2 * Spreads;

    // Transitions from row to column, and the sum of changes of twice the middle out of a state.
    private readonly long[] _counts = new long[States * States];
    private readonly long[] _jumps = new long[States];
    private readonly double[] _matrix = new double[Unknowns * (Unknowns + 1)];
    private readonly double[] _solution = new double[Unknowns];
    private int _state = -1;
    private long _midTwice;
    private long _changes;
    private int _sinceSolution;
    private bool _isSolved;

    public override void Update(FeatureFrame frame)
    {
        if (frame.TouchChanged)
        {
            var state = frame.HasTouch ? StateOf(frame) : -1;
            if (state >= 0 && _state >= 0)
                Count(_state, state, frame.MidTwice - _midTwice);
            (_state, _midTwice) = (state, frame.MidTwice);
        }

        IsReady = frame.HasTouch && _isSolved;
        if (IsReady)
            Value = frame.PriceOfTwice(_midTwice + AdjustmentOf(_state));
    }

    public override void Break()
    {
        base.Break();
        _state = -1;
    }

    /// <summary>Number of a state: step of the imbalance within its spread.</summary>
    private static int StateOf(FeatureFrame frame)
    {
        double bid = frame.Bids[0].Quantity, ask = frame.Asks[0].Quantity;

        // Rounded away from the middle on both sides alike, so that exchanging the sides gives the mirror exactly.
        var shorter = Math.Min(Steps / 2, (int)(Steps * (Math.Min(bid, ask) / (bid + ask))));
        var step = bid >= ask ? Steps - 1 - shorter : shorter;
        var spread = (int)Math.Clamp(frame.Spread / frame.Tick, 1, Spreads) - 1;
        return spread * Steps + step;
    }

    private static int MirrorOf(int state) => state - state % Steps + (Steps - 1 - state % Steps);

    private static int UnknownOf(int state) => state / Steps * (Steps / 2) + state % Steps;

    /// <summary>g of a state in units of twice the price.</summary>
    private double AdjustmentOf(int state)
    {
        var step = state % Steps;
        return step == Steps / 2 ? 0 : step < Steps / 2 ? _solution[UnknownOf(state)] : -_solution[UnknownOf(MirrorOf(state))];
    }

    private void Count(int from, int to, long change)
    {
        _counts[from * States + to]++;
        _jumps[from] += change;
        if (++_changes == ChangesMax)
        {
            _changes = 0;
            for (var i = 0; i < _counts.Length; i++)
                _changes += _counts[i] /= 2;
            for (var i = 0; i < _jumps.Length; i++)
                _jumps[i] /= 2;
        }

        if (++_sinceSolution == ChangesPerSolution)
        {
            Solve();
            (_sinceSolution, _isSolved) = (0, true);
        }
    }

    private void Solve()
    {
        const int width = Unknowns + 1;
        Array.Clear(_matrix);
        for (var state = 0; state < States; state++)
        {
            if (state % Steps >= Steps / 2)
                continue;
            var (row, mirror) = (UnknownOf(state), MirrorOf(state));
            long all = 0;
            for (var to = 0; to < States; to++)
            {
                var count = _counts[state * States + to] + _counts[mirror * States + MirrorOf(to)];
                all += count;
                var step = to % Steps;
                if (step < Steps / 2)
                    _matrix[row * width + UnknownOf(to)] -= count;
                else if (step > Steps / 2)
                    _matrix[row * width + UnknownOf(MirrorOf(to))] += count;
            }

            _matrix[row * width + row] += all + 1;
            _matrix[row * width + Unknowns] = _jumps[state] - _jumps[mirror];
        }

        // Rows are strictly dominated by their diagonal: no pivot is needed, and none is zero.
        for (var pivot = 0; pivot < Unknowns; pivot++)
        {
            for (var row = pivot + 1; row < Unknowns; row++)
            {
                var factor = _matrix[row * width + pivot] / _matrix[pivot * width + pivot];
                if (factor == 0)
                    continue;
                for (var column = pivot; column < width; column++)
                    _matrix[row * width + column] -= factor * _matrix[pivot * width + column];
            }
        }

        for (var row = Unknowns - 1; row >= 0; row--)
        {
            var sum = _matrix[row * width + Unknowns];
            for (var column = row + 1; column < Unknowns; column++)
                sum -= _matrix[row * width + column] * _solution[column];
            _solution[row] = sum / _matrix[row * width + row];
        }
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        state.Keep(_counts.AsSpan());
        state.Keep(_jumps.AsSpan());
        state.Keep(_solution.AsSpan());
        _state = state.Keep(_state, -1, States - 1);
        _midTwice = state.Keep(_midTwice);
        _changes = state.Keep(_changes);
        _sinceSolution = state.Keep(_sinceSolution);
        _isSolved = state.Keep(_isSolved);
    }
}
