using System.Buffers;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Gateways.Views.Saving;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Counts that the views keep from the journal's beginning on.</summary>
public class CountsTests
{
    [Fact]
    public void Every_basket_that_fell_short_is_counted_however_long_ago_and_over_a_snapshot()
    {
        const int Many = BasketsView.MaxKept + 500;
        var views = new ExchangeViews(new ViewOptions());
        var replica = new ViewsReplica(new ViewOptions());
        for (var number = 1; number <= Many; number++)
        {
            var reason = number % 2 == 0 ? CancelReason.BasketFellShort : CancelReason.BasketReduced;
            var e = new ExchangeEvent { Kind = EventKind.BasketEnded, Sequence = number, Reason = (ushort)reason };
            views.Apply(in e);
            replica.On(default, [e]);
        }

        Assert.Equal(Many / 2, views.Totals.BasketsFellShort);
        var section = new ArrayBufferWriter<byte>();
        CountsSection.Save(views, section);
        var loaded = new ExchangeViews(new ViewOptions());
        Assert.Null(CountsSection.Load(loaded, new FieldReader(new ReadOnlySequence<byte>(section.WrittenMemory))));
        Assert.Equal(Many / 2, loaded.Totals.BasketsFellShort);

        var (whole, again) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        replica.Save(whole);
        var other = new ViewsReplica(new ViewOptions());
        Assert.Null(other.Load(new ReadOnlySequence<byte>(whole.WrittenMemory)));
        other.Save(again);
        Assert.Equal(whole.WrittenSpan, again.WrittenSpan);
    }

    [Fact]
    public void Views_in_which_none_did_have_no_such_section()
    {
        var section = new ArrayBufferWriter<byte>();
        CountsSection.Save(new ExchangeViews(new ViewOptions()), section);
        Assert.Equal(0, section.WrittenCount);
    }
}
