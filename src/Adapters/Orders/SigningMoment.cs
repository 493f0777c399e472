using Rialto.Model.Units;

namespace Rialto.Adapters.Orders;

/// <summary>When a request is signed by the venue's clock, and what makes it one of its kind.</summary>
/// <param name="Time">The venue's time, by the offset that was measured; rises with every request of a session.</param>
/// <param name="Nonce">A new UUID; for tests any text.</param>
/// <param name="Number">Rises with every request of the key, over restarts too (<see cref="NonceSequence"/>); zero where the venue does not want that.</param>
internal readonly record struct SigningMoment(Timestamp Time, string Nonce, long Number = 0)
{
    public long Milliseconds => Time.Nanoseconds / 1_000_000;

    public long Microseconds => Time.Nanoseconds / 1_000;

    public long Seconds => Time.Nanoseconds / 1_000_000_000;
}
