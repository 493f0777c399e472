using System.Buffers;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>What holds of views and their saved form, whatever they are of.</summary>
internal static class ViewsOnDisk
{
    private const int EverySequence = 37;

    public static byte[] Saved(ViewsReplica views)
    {
        var bytes = new ArrayBufferWriter<byte>();
        views.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Views saved and loaded now and then go on as those that were not.</summary>
    public static void AssertGoOn(IEnumerable<ExchangeEvent> story, ViewOptions options)
    {
        var (straight, saved) = (new ViewsReplica(options), new ViewsReplica(options));
        foreach (var e in story)
        {
            straight.On(default, [e]);
            saved.On(default, [e]);
            if (e.Sequence % EverySequence != 0)
                continue;
            var bytes = Saved(saved);
            Assert.Equal(Saved(straight), bytes);
            saved = new ViewsReplica(options);
            Assert.Null(saved.Load(new ReadOnlySequence<byte>(bytes)));
            Assert.Equal(bytes, Saved(saved));
        }

        Assert.Equal(Saved(straight), Saved(saved));
    }

    /// <summary>Bytes changed here and there never throw, and those cut off are refused.</summary>
    public static void AssertRefusesBroken(byte[] bytes, ViewOptions options, int rounds)
    {
        var dice = new Dice(5);
        for (var i = 0; i < rounds; i++)
        {
            var broken = (byte[])bytes.Clone();
            for (var n = dice.Between(1, 9); n > 0; n--)
                broken[dice.Between(0, broken.Length - 1)] = (byte)dice.Of<long>(0, 1, 127, 128, 255);
            new ViewsReplica(options).Load(new ReadOnlySequence<byte>(broken));
            Assert.NotNull(new ViewsReplica(options).Load(new ReadOnlySequence<byte>(bytes, 0, (int)dice.Between(0, bytes.Length - 1))));
        }
    }
}
