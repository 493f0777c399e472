using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Execution;

/// <summary>
/// How much of a parent order may be had by when: slices and plans of Model/Schedules, as an algo order of the exchange has them (docs/reference/algos.md, sections 2 and 5). What the exchange
/// enters as a slice's child is here released to the router, which works it over its venues.
/// </summary>
internal sealed class ReleaseSchedule
{
    private ExecutionKind _kind;
    private SliceTimes _times;
    private VolumeCurve? _curve;
    private long _lots;
    private long _lot;
    private long _slice = -1;
    private long _released;
    private long _lastTarget;

    /// <summary>When it began; also before it was made anew after a hand-over.</summary>
    public Timestamp Start { get; private set; }

    /// <summary>When it is over.</summary>
    public Timestamp End => _times.End;

    /// <summary>How many slices there are.</summary>
    public long Slices => _times.Count;

    /// <summary>The last slice that has acted; -1 before the first.</summary>
    public long Slice => _slice;

    /// <summary>What may be had, in units.</summary>
    public long Released => _released;

    /// <summary>Makes it anew; its progress stays. Where other times make other slices, the one whose time it is acts again: what is due follows from what was had.</summary>
    /// <param name="kind">What it follows; not Execute.</param>
    /// <param name="times">Its slices.</param>
    /// <param name="now">The time.</param>
    /// <param name="curve">Of a Vwap: how it is spread.</param>
    /// <param name="quantity">All of it, in units.</param>
    /// <param name="lot">Units in a lot.</param>
    public void Begin(ExecutionKind kind, in SliceTimes times, Timestamp now, VolumeCurve? curve, long quantity, long lot)
    {
        (_kind, _times, _lots, _lot, Start) = (kind, times, quantity / lot, lot, times.Start);
        _curve = kind == ExecutionKind.Vwap ? curve is not null && curve.Between(times.Start, times.End) != 0 ? curve : VolumeCurve.Even : null;
        if (_slice > times.LastAt(now))
            _slice = Math.Max(-1, times.LastAt(now) - 1);
    }

    /// <summary>When the next slice acts; the end where there is none left.</summary>
    public Timestamp NextAt => _slice + 1 < _times.Count ? _times.TimeOf(_slice + 1) : _times.End;

    /// <summary>Acts, where a slice's time has come.</summary>
    /// <param name="now">The time.</param>
    /// <param name="filled">What was had, in units.</param>
    /// <param name="others">What others have traded since the beginning, in units.</param>
    /// <param name="participationPpm">Pov: the share; others: the bound, zero for none.</param>
    /// <param name="catchUpPercent">Of a slice's own share, what it may make up.</param>
    /// <returns>True where one acted.</returns>
    public bool Act(Timestamp now, long filled, Int128 others, int participationPpm, int catchUpPercent)
    {
        var slice = _times.LastAt(now);
        if (slice <= _slice)
            return false;
        _slice = slice;
        var (plan, share) = PlanOf(slice, others, participationPpm);
        if (_kind != ExecutionKind.Pov && participationPpm != 0)
            plan = Math.Min(plan, SlicePlan.OfVolume(_lots, _lot, others, participationPpm));
        var due = Math.Min(plan * _lot - filled, SlicePlan.Bound(share, catchUpPercent) * _lot);
        _released = filled + Math.Max(0, due);
        return true;
    }

    public void Save(ref StateWriter writer)
    {
        writer.Add(Start.Nanoseconds);
        writer.Add(_slice);
        writer.Add(_released);
        writer.Add(_lastTarget);
    }

    public void Load(ref StateReader reader) => (Start, _slice, _released, _lastTarget) = (new Timestamp(reader.Long()), reader.Long(), reader.Long(), reader.Long());

    private (long Plan, long Share) PlanOf(long slice, Int128 others, int participationPpm)
    {
        if (_kind != ExecutionKind.Pov)
            return SlicePlan.Of(_curve, in _times, _lots, slice);
        var plan = SlicePlan.OfVolume(_lots, _lot, others, participationPpm);
        var share = Math.Max(0, plan - _lastTarget);
        _lastTarget = plan;
        return (plan, share);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _kind = (ExecutionKind)state.Keep((int)_kind, 0, (int)ExecutionKind.Pov);
        _times = state.Keep(_times);
        Start = state.Keep(Start);
        _lots = state.Keep(_lots);
        _lot = state.Keep(_lot);
        _slice = state.Keep(_slice);
        _released = state.Keep(_released);
        _lastTarget = state.Keep(_lastTarget);
        if (!state.Keep(_curve is not null))
        {
            _curve = null;
            return;
        }

        Span<ushort> weights = stackalloc ushort[VolumeCurve.Quarters];
        _curve?.Weights.CopyTo(weights);
        state.Keep(weights);
        if (state.IsLoading)
            _curve = VolumeCurve.Of(weights);
    }
}
