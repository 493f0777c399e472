using Rialto.Model.Units;

namespace Rialto.Adapters.Orders;

/// <summary>
/// The venue's clock as far as it is known here: ours and the offset that was measured. Never tells a moment twice, and no earlier one unless the clock was put back by more than a second, so that nonces
/// rise; numbers of a venue that remembers the last one come from its <see cref="NonceSequence"/>. Any thread.
/// </summary>
internal sealed class VenueTime(TimeProvider time, NonceSequence? nonces = null)
{
    private const long StepNs = 1_000;
    private const long PutBackNs = 1_000_000_000;

    private long _offsetNs;
    private long _last;

    public TimeSpan Offset => TimeSpan.FromTicks(Volatile.Read(ref _offsetNs) / 100);

    /// <summary>Takes over a reading: the venue's clock at half the time between question and answer.</summary>
    public void Measured(long venueNs, long askedNs, long answeredNs) => Volatile.Write(ref _offsetNs, venueNs - (askedNs + ((answeredNs - askedNs) / 2)));

    public long OurNanoseconds => Timestamp.FromDateTimeUtc(time.GetUtcNow().UtcDateTime).Nanoseconds;

    /// <summary>A moment for the signature of a request, with a number of its own where the venue wants one.</summary>
    public SigningMoment NextNumbered() => Next() with { Number = nonces?.Next() ?? 0 };

    /// <summary>A moment for a signature, and a nonce.</summary>
    public SigningMoment Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var now = OurNanoseconds + Volatile.Read(ref _offsetNs);
            var next = last - now > PutBackNs ? now : Math.Max(last + StepNs, now);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return new SigningMoment(new Timestamp(next), Guid.NewGuid().ToString());
        }
    }
}
