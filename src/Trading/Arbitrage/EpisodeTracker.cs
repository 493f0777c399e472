using Rialto.Model.Units;

namespace Rialto.Trading.Arbitrage;

/// <summary>What a latency leaves of the opportunities.</summary>
/// <param name="LatencyNs">From seeing to having both orders at their venues.</param>
/// <param name="Survived">The route first seen still brought something for the quantity first seen, when so much time had passed.</param>
/// <param name="Missed">Not there any more.</param>
/// <param name="Unknown">The recording ended before.</param>
public readonly record struct LatencyTally(long LatencyNs, long Survived, long Missed, long Unknown);

/// <summary>
/// Counts opportunities honestly: one that stays is one, however often it is seen; each counts with what it brought when it was first seen; and for some latencies, with what was left after
/// them. At one time a key has one opportunity at most. A function of what it is told; single-threaded; allocates nothing.
/// </summary>
/// <typeparam name="TSink">Where they are told.</typeparam>
public sealed class EpisodeTracker<TSink>
    where TSink : struct, IEpisodeSink
{
    /// <summary>Most latencies.</summary>
    public const int LatenciesMax = 16;

    private readonly Slot[] _slots;
    private readonly int[] _open;
    private readonly long[] _latencies;
    private readonly LatencyTally[] _tallies;
    private readonly Int128[] _after;
    private readonly Int128[] _firsts;
    private TSink _sink;
    private int _openCount;

    /// <summary>Makes a tracker that has seen nothing.</summary>
    /// <param name="keys">Markets and sets.</param>
    /// <param name="latenciesNs">Rising; at most 16.</param>
    /// <param name="sink">Where opportunities are told.</param>
    public EpisodeTracker(int keys, ReadOnlySpan<long> latenciesNs, TSink sink)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keys);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latenciesNs.Length, LatenciesMax, nameof(latenciesNs));
        for (var i = 0; i < latenciesNs.Length; i++)
        {
            if (latenciesNs[i] <= (i == 0 ? 0 : latenciesNs[i - 1]))
                throw new ArgumentException("Latencies are positive and rise.", nameof(latenciesNs));
        }

        (_slots, _open, _latencies, _sink) = (new Slot[keys], new int[keys], latenciesNs.ToArray(), sink);
        _tallies = new LatencyTally[_latencies.Length];
        _after = new Int128[keys * _latencies.Length];
        _firsts = new Int128[keys];
        for (var i = 0; i < _latencies.Length; i++)
            _tallies[i] = new LatencyTally(_latencies[i], 0, 0, 0);
    }

    /// <summary>Opportunities seen.</summary>
    public long Count { get; private set; }

    /// <summary>Opportunities that are there now.</summary>
    public int OpenCount => _openCount;

    /// <summary>Keys whose opportunity is there now, in no order.</summary>
    public ReadOnlySpan<int> Open => _open.AsSpan(0, _openCount);

    /// <summary>What each latency leaves.</summary>
    public ReadOnlySpan<LatencyTally> Tallies => _tallies;

    /// <summary>Sum of the first net profits of a key's opportunities, in its own units.</summary>
    public Int128 NetOf(int key) => _firsts[key];

    /// <summary>Sum of what a key's opportunities that survived a latency would have brought after it, in its own units.</summary>
    public Int128 NetAfter(int key, int latency) => _after[(key * _latencies.Length) + latency];

    /// <summary>The opportunity of a key as it is now; null for none.</summary>
    public Episode? At(int key) => _slots[key].IsOpen ? _slots[key].ToEpisode(key, EpisodeEnd.Open) : null;

    /// <summary>
    /// Time has come to this moment, and nothing of it is applied yet: what would have arrived before it met the books as they still stand. To be called before each change, in order of time.
    /// </summary>
    public void Advance(Timestamp now)
    {
        for (var i = 0; i < _openCount; i++)
            Resolve(_open[i], ref _slots[_open[i]], now);
    }

    /// <summary>A key was looked at.</summary>
    /// <param name="key">Which.</param>
    /// <param name="found">What it brings; nothing where its net is not positive.</param>
    /// <param name="held">What <see cref="OrderOf"/> brings now: at its route, of its quantity at most. Not used of a key that has no opportunity yet.</param>
    /// <param name="now">When; <see cref="Advance"/> has been called with it.</param>
    public void Observe(int key, in Finding found, in Finding held, Timestamp now)
    {
        ref var slot = ref _slots[key];
        if (!slot.IsOpen)
        {
            if (found.IsThere)
                Begin(key, ref slot, in found, now);
            return;
        }

        slot.Closed = now;
        if (!found.IsThere)
        {
            Close(key, ref slot, EpisodeEnd.Gone);
            return;
        }

        slot.Looks++;
        (slot.Now, slot.Held) = (found, held);
        if (found.Net > slot.Best.Net)
            slot.Best = found;
    }

    /// <summary>What a key's opportunity is made of was not heard of for too long: it ended then, in doubt.</summary>
    /// <param name="key">One that has an opportunity.</param>
    /// <param name="since">When it was too long.</param>
    public void Doubt(int key, Timestamp since)
    {
        ref var slot = ref _slots[key];
        if (!slot.IsOpen)
            return;
        since = since > slot.Closed ? since : slot.Closed;
        Resolve(key, ref slot, since);
        slot.Closed = since;
        Close(key, ref slot, EpisodeEnd.Doubt);
    }

    /// <summary>Where the orders of a key's opportunity went cannot be believed since a moment: what arrives from then on is missed, until it is looked at again.</summary>
    /// <param name="key">One that has an opportunity, which goes on elsewhere.</param>
    /// <param name="since">When it was silent for too long.</param>
    public void Lose(int key, Timestamp since)
    {
        ref var slot = ref _slots[key];
        if (!slot.IsOpen)
            return;
        Resolve(key, ref slot, since);
        slot.Held = Finding.None;
    }

    /// <summary>The orders that a key's opportunity was first seen with: their route, and how much; nothing where it has none.</summary>
    public Finding OrderOf(int key) => _slots[key].IsOpen ? _slots[key].First : Finding.None;

    /// <summary>What a key's opportunity was when it was last looked at; nothing where it has none.</summary>
    public Finding NowOf(int key) => _slots[key].IsOpen ? _slots[key].Now : Finding.None;

    /// <summary>An opportunity of another tracker goes on here: it is not told again, and is counted there. Latencies are the same in both.</summary>
    /// <param name="key">One that has no opportunity here.</param>
    /// <param name="from">Lets go of it without telling.</param>
    /// <param name="theirKey">Its key there.</param>
    /// <param name="placeOf">Where each of its places stands here.</param>
    /// <param name="quantityFactor">Quantities are finer here by this.</param>
    /// <param name="amountFactor">Amounts are finer here by this.</param>
    /// <returns>False where it has none, or its numbers do not fit here.</returns>
    public bool TryContinue(int key, EpisodeTracker<TSink> from, int theirKey, Func<int, int> placeOf, long quantityFactor, Int128 amountFactor)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(placeOf);
        ref var theirs = ref from._slots[theirKey];
        ref var slot = ref _slots[key];
        if (!theirs.IsOpen || slot.IsOpen || !Fits(theirs.First) || !Fits(theirs.Best) || !Fits(theirs.Now) || !Fits(theirs.Held))
            return false;
        slot = theirs with { Place = _openCount, First = Turn(theirs.First), Best = Turn(theirs.Best), Now = Turn(theirs.Now), Held = Turn(theirs.Held) };
        _open[_openCount++] = key;
        from.Remove(ref theirs);
        return true;

        bool Fits(in Finding found) => found.Quantity <= long.MaxValue / quantityFactor && Int128.Max(found.Cost, found.Net) <= Int128.MaxValue / amountFactor;

        Finding Turn(in Finding found) => found.IsThere ? new Finding(placeOf(found.Buy), placeOf(found.Sell), found.Quantity * quantityFactor, found.Cost * amountFactor, found.Net * amountFactor) : Finding.None;
    }

    /// <summary>No more comes: what is there is cut off.</summary>
    public void Finish(Timestamp now)
    {
        Advance(now);
        while (_openCount > 0)
        {
            var key = _open[0];
            _slots[key].Closed = now;
            Close(key, ref _slots[key], EpisodeEnd.Cut);
        }
    }

    private void Begin(int key, ref Slot slot, in Finding found, Timestamp now)
    {
        slot = new Slot { IsOpen = true, Place = _openCount, Opened = now, Closed = now, First = found, Best = found, Now = found, Held = found, Looks = 1 };
        _open[_openCount++] = key;
        Count++;
        _firsts[key] += found.Net;
        _sink.OnOpened(slot.ToEpisode(key, EpisodeEnd.Open));
    }

    private void Resolve(int key, ref Slot slot, Timestamp now)
    {
        while (slot.Resolved < _latencies.Length && slot.Opened.Nanoseconds + _latencies[slot.Resolved] < now.Nanoseconds)
        {
            ref var tally = ref _tallies[slot.Resolved];

            // The orders went where it was first seen, of the size first seen: neither a better route elsewhere nor what came to rest behind them fills them.
            var isThere = slot.Held.IsThere;
            tally = isThere ? tally with { Survived = tally.Survived + 1 } : tally with { Missed = tally.Missed + 1 };
            if (isThere)
                _after[(key * _latencies.Length) + slot.Resolved] += slot.Held.Net;
            slot.Resolved++;
        }
    }

    private void Close(int key, ref Slot slot, EpisodeEnd end)
    {
        for (; slot.Resolved < _latencies.Length; slot.Resolved++)
        {
            ref var tally = ref _tallies[slot.Resolved];
            tally = end == EpisodeEnd.Cut ? tally with { Unknown = tally.Unknown + 1 } : tally with { Missed = tally.Missed + 1 };
        }

        Remove(ref slot);
        _sink.OnClosed(slot.ToEpisode(key, end));
    }

    private void Remove(ref Slot slot)
    {
        slot.IsOpen = false;
        var last = _open[--_openCount];
        _open[slot.Place] = last;
        _slots[last].Place = slot.Place;
    }

    private struct Slot
    {
        public bool IsOpen;
        public int Place;
        public int Resolved;
        public Timestamp Opened;
        public Timestamp Closed;
        public Finding First;
        public Finding Best;
        public Finding Now;
        public Finding Held;
        public long Looks;

        public readonly Episode ToEpisode(int key, EpisodeEnd end) => new(key, Opened, Closed, First, Best, end, Looks);
    }
}
