using System.Text;
using Rialto.Gateways.Binance.Streams;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>What waits for a sender keeps its order and its bound.</summary>
public sealed class SocketOutboxTests
{
    [Fact]
    public void Messages_come_out_whole_and_in_order()
    {
        var outbox = new SocketOutbox(1 << 20);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 500; i++)
                outbox.Append("<"u8, Encoding.UTF8.GetBytes($"{round}.{i}"), ">"u8);
            Assert.Equal(500, outbox.Take());
            for (var i = 0; i < 500; i++)
                Assert.Equal($"<{round}.{i}>", Encoding.UTF8.GetString(outbox.Taken(i).Span));
        }

        Assert.Equal(0, outbox.Take());
    }

    [Fact]
    public void Beyond_its_limit_it_takes_nothing_and_says_so()
    {
        var outbox = new SocketOutbox(100);
        outbox.Append(default, new byte[100], default);
        Assert.False(outbox.IsOverrun);
        outbox.Append(default, new byte[1], default);
        Assert.True(outbox.IsOverrun);
        outbox.Take();
        outbox.Append(default, new byte[1], default);
        Assert.Equal(0, outbox.Take());
    }

    [Fact]
    public void Once_it_has_grown_it_allocates_nothing()
    {
        var outbox = new SocketOutbox(1 << 20);
        var text = new byte[200];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
                Fill();
        }));

        void Fill()
        {
            for (var i = 0; i < 100; i++)
                outbox.Append("a"u8, text, "b"u8);
            outbox.Take();
        }
    }
}
