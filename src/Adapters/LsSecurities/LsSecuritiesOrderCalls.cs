using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// Requests to LS Securities: a POST each, its code in a header. Numbers are JSON numbers, texts are not. Weights make one budget of what each code may in a second: orders 10, cancels 3, lists 2, the account's
/// money 1. A cursor begins with the part of a question that it belongs to. No state but the session's memory.
/// </summary>
internal static class LsSecuritiesOrderCalls
{
    /// <summary>Begins the cursor of shares that are held, after the account's money.</summary>
    public const char SharesPart = 's';

    /// <summary>Begins the cursor of orders.</summary>
    public const char OrdersPart = 'o';

    private const int OrderWeight = 6;
    private const int CancelWeight = 20;
    private const int ListWeight = 30;
    private const int MoneyWeight = 60;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        var memory = context.Memory as LsSecuritiesMemory ?? new LsSecuritiesMemory();
        memory.Heard(request.Time);
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, listing!, call);
                memory.Send(request.Order, new LsSecuritiesTerms(request.Listing, request.Side, request.Price, request.Quantity));
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                return Cancel(request, memory, listing!, call);
            case OrderRequestKind.Query or OrderRequestKind.QueryFills:
                Orders(call, listing!.VenueSymbol, "0"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                Orders(call, listing?.VenueSymbol ?? "", "2"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances when call.Cursor.Length == 0:
                Begin(call, "/stock/accno"u8, "CSPAQ12200", "N", MoneyWeight).Add("{\"CSPAQ12200InBlock1\":{"u8).Field("BalCreTp"u8, "0"u8).Add("}}"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                Begin(call, "/stock/accno"u8, "t0424", call.Cursor.Length > 1 ? "Y" : "N", ListWeight).Add("{\"t0424InBlock\":{"u8)
                    .Field("prcgb"u8, "1"u8).Field("chegb"u8, "2"u8).Field("dangb"u8, "0"u8).Field("charge"u8, "0"u8).Field("cts_expcode"u8, call.Cursor.AsSpan(1)).Add("}}"u8);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    private static void Place(in OrderRequest request, Listing listing, OrderCall call)
    {
        var isMarket = request.Type == OrderType.Market;
        Begin(call, "/stock/order"u8, "CSPAT00601", "N", OrderWeight).Add("{\"CSPAT00601InBlock1\":{"u8).Field("IsuNo"u8).Add("\"A"u8).Add(listing.VenueSymbol).Add("\""u8)
            .FieldNumber("OrdQty"u8, request.Quantity.Units, listing.QuantityScale).FieldNumber("OrdPrc"u8, isMarket ? 0 : request.Price.Units, listing.PriceScale)
            .Field("BnsTpCode"u8, request.Side == Side.Sell ? "1"u8 : "2"u8).Field("OrdprcPtnCode"u8, isMarket ? "03"u8 : "00"u8).Field("MgntrnCode"u8, "000"u8).Field("LoanDt"u8, ""u8)
            .Field("OrdCndiTpCode"u8, request.TimeInForce switch { TimeInForce.Ioc => "1"u8, TimeInForce.Fok => "2"u8, _ => "0"u8 }).Field("MbrNo"u8, "KRX"u8).Add("}}"u8);
        call.IsOrder = true;
    }

    // A cancel says how much of the order it ends: what is left of it. Of an order of another session that is asked first.
    private static VenueReason Cancel(in OrderRequest request, LsSecuritiesMemory memory, Listing listing, OrderCall call)
    {
        // Orders of another day have ended.
        var number = LsSecuritiesWords.NumberOf(request.VenueOrder, memory.Now);
        if (number == 0)
            return VenueReason.UnknownOrder;
        if (!memory.TryLeft(request.Order, out var left) && !(call.Cursor.Length > 2 && call.Cursor.StartsWith("c:", StringComparison.Ordinal) && long.TryParse(call.Cursor.AsSpan(2), out left)))
        {
            Orders(call, listing.VenueSymbol, "2"u8);
            return VenueReason.None;
        }

        Begin(call, "/stock/order"u8, "CSPAT00801", "N", CancelWeight).Add("{\"CSPAT00801InBlock1\":{"u8).FieldNumber("OrgOrdNo"u8, number).Field("IsuNo"u8).Add("\"A"u8).Add(listing.VenueSymbol).Add("\""u8)
            .FieldNumber("OrdQty"u8, left, listing.QuantityScale).Add("}}"u8);
        return VenueReason.None;
    }

    private static void Orders(OrderCall call, string code, ReadOnlySpan<byte> which)
    {
        var isNext = call.Cursor.Length > 1 && call.Cursor[0] == OrdersPart;
        Begin(call, "/stock/accno"u8, "t0425", isNext ? "Y" : "N", ListWeight).Add("{\"t0425InBlock\":{"u8).Field("expcode"u8, code).Field("chegb"u8, which).Field("medosu"u8, "0"u8).Field("sortgb"u8, "2"u8)
            .Field("cts_ordno"u8, isNext ? call.Cursor.AsSpan(1) : " ").Add("}}"u8);
    }

    private static CallText Begin(OrderCall call, ReadOnlySpan<byte> path, string code, string next, int weight)
    {
        call.To(CallMethod.Post, path, weight).Content = CallContent.Json;
        call.Header("tr_cd", code);
        call.Header("tr_cont", next);
        call.Header("tr_cont_key", "");
        return call.Body;
    }
}
