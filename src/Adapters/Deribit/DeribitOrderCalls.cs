using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Deribit;

/// <summary>Requests to Deribit, without their number. No state.</summary>
internal static class DeribitOrderCalls
{
    // The year 3000: lists of trades want an end.
    private const long FarAwayMs = 32_503_680_000_000;
    private const int TradesMax = 1_000;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, context, listing!, Begin(call, request.Side == Side.Buy ? "private/buy"u8 : "private/sell"u8, isOrder: true));
                break;
            case OrderRequestKind.Amend:
                Name(request, context, listing!, call, "private/edit"u8, "private/edit_by_label"u8);
                call.Body.FieldNumber("amount"u8, request.Quantity.Units, listing!.QuantityScale).FieldNumber("price"u8, request.Price.Units, listing.PriceScale);
                break;
            case OrderRequestKind.Cancel when request.VenueOrder.IsEmpty:
                Begin(call, "private/cancel_by_label"u8, isOrder: true).Field("label"u8, context.IdOf(request.Order)).Field("currency"u8, CurrencyOf(listing!));
                break;
            case OrderRequestKind.Cancel:
                Begin(call, "private/cancel"u8, isOrder: true).Field("order_id"u8, request.VenueOrder);
                break;
            case OrderRequestKind.CancelAll when listing is null:
                Begin(call, "private/cancel_all"u8, isOrder: true);
                break;
            case OrderRequestKind.CancelAll:
                Begin(call, "private/cancel_all_by_instrument"u8, isOrder: true).Field("instrument_name"u8, listing.VenueSymbol);
                break;
            case OrderRequestKind.Query when request.VenueOrder.IsEmpty:
                Begin(call, "private/get_order_state_by_label"u8).Field("currency"u8, CurrencyOf(listing!)).Field("label"u8, context.IdOf(request.Order));
                break;
            case OrderRequestKind.Query:
                Begin(call, "private/get_order_state"u8).Field("order_id"u8, request.VenueOrder);
                break;
            case OrderRequestKind.QueryOrders when listing is null:
                Begin(call, "private/get_open_orders"u8);
                break;
            case OrderRequestKind.QueryOrders:
                Begin(call, "private/get_open_orders_by_instrument"u8).Field("instrument_name"u8, listing.VenueSymbol);
                break;
            case OrderRequestKind.QueryBalances:
                Begin(call, "private/get_account_summaries"u8);
                break;
            case OrderRequestKind.QueryPositions:
                Begin(call, "private/get_positions"u8).Field("currency"u8, "any"u8);
                break;
            case OrderRequestKind.QueryFills:
                Begin(call, "private/get_user_trades_by_instrument_and_time"u8).Field("instrument_name"u8, listing!.VenueSymbol)
                    .Field("start_timestamp"u8).Add(call.Cursor.Length > 0 ? call.Cursor : (request.Time.Nanoseconds / 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture))
                    .FieldNumber("end_timestamp"u8, FarAwayMs).FieldNumber("count"u8, TradesMax).Field("sorting"u8, "asc"u8);
                break;
            default:
                return VenueReason.NotOffered;
        }

        call.Body.Add("}"u8);
        return VenueReason.None;
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, CallText body)
    {
        body.Field("instrument_name"u8, listing.VenueSymbol).FieldNumber("amount"u8, request.Quantity.Units, listing.QuantityScale)
            .Field("type"u8, request.Type == OrderType.Market ? "market"u8 : "limit"u8).Field("label"u8, context.IdOf(request.Order));
        if (request.Type == OrderType.Limit)
        {
            body.FieldNumber("price"u8, request.Price.Units, listing.PriceScale)
                .Field("time_in_force"u8, request.TimeInForce switch { TimeInForce.Ioc => "immediate_or_cancel"u8, TimeInForce.Fok => "fill_or_kill"u8, _ => "good_til_cancelled"u8 });
        }

        // Without the second the venue would move the price instead of refusing.
        if (request.Flags.Has(OrderRequestFlags.PostOnly))
            body.Field("post_only"u8).Add("true"u8).Field("reject_post_only"u8).Add("true"u8);
        if (request.Flags.Has(OrderRequestFlags.ReduceOnly))
            body.Field("reduce_only"u8).Add("true"u8);
    }

    private static CallText Begin(OrderCall call, ReadOnlySpan<byte> method, bool isOrder = false)
    {
        (call.IsFrame, call.IsSigned, call.IsOrder) = (true, true, isOrder);
        return call.Body.Add("{"u8).Field("jsonrpc"u8, "2.0"u8).Field("method"u8, method).Field("params"u8).Add("{"u8);
    }

    private static void Name(in OrderRequest request, OrderContext context, Listing listing, OrderCall call, ReadOnlySpan<byte> byId, ReadOnlySpan<byte> byLabel)
    {
        if (request.VenueOrder.IsEmpty)
            Begin(call, byLabel, isOrder: true).Field("label"u8, context.IdOf(request.Order)).Field("instrument_name"u8, listing.VenueSymbol);
        else
            Begin(call, byId, isOrder: true).Field("order_id"u8, request.VenueOrder);
    }

    /// <summary>What an instrument settles in, by its name: <c>BTC-PERPETUAL</c> in BTC, <c>ETH_USDC-PERPETUAL</c> in USDC.</summary>
    private static ReadOnlySpan<char> CurrencyOf(Listing listing)
    {
        var name = listing.VenueSymbol.AsSpan();
        var dash = name.IndexOf('-');
        name = dash < 0 ? name : name[..dash];
        return name[(name.IndexOf('_') + 1)..];
    }
}
