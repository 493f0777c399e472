using Rialto.Model.Units;

namespace Rialto.Trading.Quality;

/// <summary>How a clock estimate came about.</summary>
public enum ClockSource : byte
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>By the least delay of events: right if the fastest event took no longer than was assumed.</summary>
    Envelope = 1,

    /// <summary>By requests and answers: right whatever the delays were.</summary>
    Exchange = 2,
}

/// <summary>How far our clock is ahead of a venue's.</summary>
/// <param name="Source">How it was found.</param>
/// <param name="OffsetNs">Ours less theirs, in ns: the middle of what is possible.</param>
/// <param name="ErrorNs">The truth is within this distance of the offset.</param>
/// <param name="RatePpb">How fast the offset grows, in billionths, between the older and the newer half minute; only if <paramref name="HasRate"/>.</param>
/// <param name="HasRate">Both half minutes were heard.</param>
public readonly record struct ClockEstimate(ClockSource Source, long OffsetNs, long ErrorNs, long RatePpb, bool HasRate)
{
    /// <summary>The least offset that is possible.</summary>
    public long LowNs => OffsetNs - ErrorNs;

    /// <summary>The greatest offset that is possible.</summary>
    public long HighNs => OffsetNs + ErrorNs;
}

/// <summary>
/// Our clock beside one venue's. From events: receive time less event time is the offset plus a delay that is never below zero, so the offset is at most the least difference of the
/// last minute, and at least that less the assumed least delay and less the step of the venue's stamps. From requests and answers: as NTP does (RFC 5905, section 8), the offset lies within
/// half the round trip of the middle. Both hold at once, so the truth lies where they meet. Integers only; a function of its events. Single-threaded; allocates nothing.
/// </summary>
public sealed class VenueClock
{
    /// <summary>Differences older than this do not count, in seconds.</summary>
    public const int WindowSeconds = 60;

    /// <summary>How much two clocks may run apart, in millionths: what widens the bound of an old exchange (NTP's PHI).</summary>
    public const int WanderPpm = 15;

    private const int Exchanges = 8;
    private const long NsPerSecond = 1_000_000_000;

    private readonly long[] _least = new long[WindowSeconds];
    private readonly long[] _second = new long[WindowSeconds];
    private readonly Exchange[] _exchanges = new Exchange[Exchanges];
    private readonly long _leastDelayMaxNs;
    private readonly long _stampStepNs;
    private int _nextExchange;

    /// <summary>Makes a clock that knows nothing.</summary>
    /// <param name="leastDelayMaxNs">The fastest event of a minute is assumed to take no longer than this. 250 ms holds between any two places on earth.</param>
    /// <param name="stampStepNs">Step of the venue's stamps, which are rounded down: 1 ms for most.</param>
    public VenueClock(long leastDelayMaxNs = 250_000_000, long stampStepNs = 1_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leastDelayMaxNs);
        ArgumentOutOfRangeException.ThrowIfNegative(stampStepNs);
        _leastDelayMaxNs = leastDelayMaxNs;
        _stampStepNs = stampStepNs;
        Array.Fill(_second, -1);
    }

    /// <summary>Events looked at.</summary>
    public long Events { get; private set; }

    /// <summary>Whether the clocks were found too far apart when last looked at.</summary>
    public bool IsRaised { get; internal set; }

    /// <summary>Takes an event's times; both must be there.</summary>
    public void OnEvent(Timestamp receiveTime, Timestamp eventTime)
    {
        Events++;
        var second = receiveTime.Nanoseconds / NsPerSecond;
        var slot = (int)((ulong)second % WindowSeconds);
        var difference = receiveTime.Nanoseconds - eventTime.Nanoseconds;
        if (_second[slot] != second)
            (_second[slot], _least[slot]) = (second, difference);
        else if (difference < _least[slot])
            _least[slot] = difference;
    }

    /// <summary>Takes a request and its answer.</summary>
    /// <param name="sent">By our clock.</param>
    /// <param name="venueReceived">By theirs.</param>
    /// <param name="venueSent">By theirs; the same as <paramref name="venueReceived"/> where the answer holds one time.</param>
    /// <param name="received">By our clock.</param>
    /// <returns>False where the four times cannot be: an answer before its request, or a venue that took longer than the whole exchange.</returns>
    public bool OnExchange(Timestamp sent, Timestamp venueReceived, Timestamp venueSent, Timestamp received)
    {
        var roundTrip = received.Nanoseconds - sent.Nanoseconds;
        var inside = venueSent.Nanoseconds - venueReceived.Nanoseconds;
        if (roundTrip < 0 || inside < 0 || inside > roundTrip + _stampStepNs)
            return false;

        // Delays are not negative and a stamp is at most a step too low: ours - theirs is at most received - venueSent, and at least sent - venueReceived - step.
        _exchanges[_nextExchange] = new Exchange(
            received.Nanoseconds, sent.Nanoseconds - venueReceived.Nanoseconds - _stampStepNs, received.Nanoseconds - venueSent.Nanoseconds, IsUsed: true);
        _nextExchange = (_nextExchange + 1) % Exchanges;
        return true;
    }

    /// <summary>The estimate at a time by our clock.</summary>
    public ClockEstimate At(Timestamp now)
    {
        var second = now.Nanoseconds / NsPerSecond;
        long older = long.MaxValue, newer = long.MaxValue;
        for (var slot = 0; slot < WindowSeconds; slot++)
        {
            var age = second - _second[slot];
            if (_second[slot] < 0 || age < 0 || age >= WindowSeconds)
                continue;
            if (age < WindowSeconds / 2)
                newer = Math.Min(newer, _least[slot]);
            else
                older = Math.Min(older, _least[slot]);
        }

        var hasRate = older != long.MaxValue && newer != long.MaxValue;
        var rate = hasRate ? (newer - older) / (WindowSeconds / 2) : 0;
        var least = Math.Min(older, newer);
        var hasEnvelope = least != long.MaxValue;
        var (low, high) = hasEnvelope ? (least - _leastDelayMaxNs - _stampStepNs, least) : (0, 0);
        var source = hasEnvelope ? ClockSource.Envelope : ClockSource.None;
        if (BestExchange(now) is { IsUsed: true } best)
        {
            // An exchange that cannot be true together with what events say is from before a clock was set: it does not count. The assumed delay binds nobody who has measured.
            if (!hasEnvelope || best.LowNs <= high)
                (source, low, high) = (ClockSource.Exchange, best.LowNs, hasEnvelope ? Math.Min(best.HighNs, high) : best.HighNs);
        }

        if (source == ClockSource.None)
            return default;
        var error = (high - low + 1) / 2;
        return new ClockEstimate(source, high - error, error, rate, hasRate);
    }

    /// <summary>The exchange with the narrowest bound, widened by its age, of those that can be true together with the newest: where one cannot, a clock was set since.</summary>
    private Exchange BestExchange(Timestamp now)
    {
        var newest = Widened(_exchanges[(_nextExchange + Exchanges - 1) % Exchanges], now);
        var best = newest;
        foreach (var exchange in _exchanges)
        {
            if (!exchange.IsUsed)
                continue;
            var widened = Widened(exchange, now);
            if (widened.LowNs <= newest.HighNs && widened.HighNs >= newest.LowNs && widened.HighNs - widened.LowNs < best.HighNs - best.LowNs)
                best = widened;
        }

        return best;
    }

    private static Exchange Widened(Exchange exchange, Timestamp now)
    {
        var age = Math.Max(0, now.Nanoseconds - exchange.Time);
        var wander = (long)((Int128)age * WanderPpm / 1_000_000);
        return exchange with { LowNs = exchange.LowNs - wander, HighNs = exchange.HighNs + wander };
    }

    private readonly record struct Exchange(long Time, long LowNs, long HighNs, bool IsUsed);
}
