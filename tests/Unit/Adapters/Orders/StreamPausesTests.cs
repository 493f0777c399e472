using Rialto.Adapters.Orders;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

public sealed class StreamPausesTests
{
    [Fact]
    public void Pauses_double_until_a_connection_has_stood()
    {
        var pauses = new StreamPauses(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30));
        Assert.Equal([250, 500, 1_000, 2_000], Enumerable.Range(0, 4).Select(_ => (int)pauses.After(TimeSpan.Zero).TotalMilliseconds));

        // Logged in, and ended at once.
        Assert.Equal([4_000, 8_000, 16_000, 30_000, 30_000], Enumerable.Range(0, 5).Select(_ => (int)pauses.After(TimeSpan.FromSeconds(1)).TotalMilliseconds));
        Assert.Equal(TimeSpan.FromMilliseconds(250), pauses.After(TimeSpan.FromSeconds(30)));
        Assert.Equal(TimeSpan.FromMilliseconds(500), pauses.After(TimeSpan.FromSeconds(29)));
    }

    [Fact]
    public void No_number_of_failures_overflows()
    {
        var pauses = new StreamPauses(TimeSpan.FromMilliseconds(250), TimeSpan.FromDays(1));
        for (var i = 0; i < 1_000; i++)
            Assert.InRange(pauses.After(TimeSpan.Zero), TimeSpan.FromMilliseconds(250), TimeSpan.FromDays(1));
    }
}
