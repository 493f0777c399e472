using System.Runtime.InteropServices;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model.Execution;

public class ClientOrderIdsTests
{
    [Theory]
    [InlineData(ClientOrderIdStyle.Text, 1, "rdesk0000000000001")]
    [InlineData(ClientOrderIdStyle.Text, 1295, "rdesk00000000000zz")]
    [InlineData(ClientOrderIdStyle.Text, long.MaxValue, "rdesk1y2p0ij32e8e7")]
    [InlineData(ClientOrderIdStyle.Uuid, 1, "6465736b-7269-8a6c-8000-000000000001")]
    [InlineData(ClientOrderIdStyle.Uuid, (1L << 62) - 1, "6465736b-7269-8a6c-bfff-ffffffffffff")]
    public void An_order_has_one_id_for_ever_and_is_found_by_it(ClientOrderIdStyle style, long number, string id)
    {
        Assert.Equal(id, ClientOrderIds.Of("desk", new DeskOrderId(number), style).ToString());
        Assert.True(ClientOrderIds.TryParse("desk", Text36.Of(id), out var order));
        Assert.Equal(number, order.Value);
    }

    [Theory]
    [InlineData("rothr0000000000001")]
    [InlineData("xdesk0000000000001")]
    [InlineData("rdesk0000000000000")]
    [InlineData("rdesk000000000000A")]
    [InlineData("rdeskzzzzzzzzzzzzz")]
    [InlineData("rdesk1y2p0ij32e8e8")]
    [InlineData("rdesk000000000000")]
    [InlineData("6465736c-7269-8a6c-8000-000000000001")]
    [InlineData("6465736b-7269-4a6c-8000-000000000001")]
    [InlineData("6465736b-7269-8a6c-c000-000000000001")]
    [InlineData("6465736b-7269-8a6c-8000-000000000000")]
    [InlineData("web_1c2b")]
    public void Ids_of_other_desks_and_of_hands_are_not_ours(string id) => Assert.False(ClientOrderIds.TryParse("desk", Text36.Of(id), out _));

    [Theory]
    [InlineData("DESK")]
    [InlineData("des")]
    [InlineData("desks")]
    [InlineData("de-k")]
    public void A_desk_has_a_name_of_four_letters_and_digits(string name)
    {
        Assert.False(ClientOrderIds.IsDeskName(name));
        Assert.Throws<ArgumentException>(() => ClientOrderIds.Of(name, new DeskOrderId(1), ClientOrderIdStyle.Text));
    }

    [Fact]
    public void Random_numbers_come_back()
    {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var order = new DeskOrderId(random.NextInt64(1, 1L << 62));
            foreach (var style in (ReadOnlySpan<ClientOrderIdStyle>)[ClientOrderIdStyle.Text, ClientOrderIdStyle.Uuid])
            {
                Assert.True(ClientOrderIds.TryParse("a0z9", ClientOrderIds.Of("a0z9", order, style), out var found));
                Assert.Equal(order, found);
            }
        }
    }

    [Fact]
    public void Requests_and_reports_have_the_layout_that_is_documented()
    {
        Assert.Equal(OrderRequest.SizeBytes, Marshal.SizeOf<OrderRequest>());
        Assert.Equal(OrderReport.SizeBytes, Marshal.SizeOf<OrderReport>());
        Assert.Equal(96, Marshal.OffsetOf<OrderRequest>(nameof(OrderRequest.VenueOrder)));
        Assert.Equal(72, Marshal.OffsetOf<OrderRequest>(nameof(OrderRequest.Kind)));
        Assert.Equal(112, Marshal.OffsetOf<OrderReport>(nameof(OrderReport.Asset)));
        Assert.Equal(128, Marshal.OffsetOf<OrderReport>(nameof(OrderReport.TradeId)));
        Assert.Equal(200, Marshal.OffsetOf<OrderReport>(nameof(OrderReport.VenueOrder)));
    }

    [Fact]
    public void Names_of_orders_and_assets_are_the_text_they_were_made_of()
    {
        var hash = "0x" + new string('f', 64);
        var order = VenueOrderId.Of(hash);
        Assert.Equal(hash, order.ToString());
        Assert.True(order == VenueOrderId.Of(hash));
        Assert.True(order != VenueOrderId.Of(hash[..^1]));
        Assert.Equal(order.GetHashCode(), VenueOrderId.Of(hash).GetHashCode());
        Assert.Equal(new string('9', VenueOrderId.LengthMax), VenueOrderId.Of(new string('9', VenueOrderId.LengthMax)).ToString());
        Assert.False(VenueOrderId.TryCreate(new string('9', VenueOrderId.LengthMax + 1), out _));
        Assert.False(VenueOrderId.TryCreate("a b", out _));
        Assert.False(VenueOrderId.TryCreate(""u8, out var none));
        Assert.True(none.IsEmpty);
        Assert.Equal("", none.ToString());

        Assert.Equal("USDT", AssetCode.Of("USDT").ToString());
        Assert.Equal("1000000MOGUSDT16", AssetCode.Of("1000000MOGUSDT16").ToString());
        Assert.Throws<ArgumentException>(() => AssetCode.Of("1000000MOGUSDT167"));
        Assert.Throws<ArgumentException>(() => AssetCode.Of(""));
        Assert.Equal("", AssetCode.None.ToString());
    }
}
