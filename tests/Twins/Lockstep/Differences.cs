using System.Text;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;

namespace Rialto.Twins.Lockstep;

/// <summary>Words for what is not the same.</summary>
internal static class Differences
{
    public static string OfEvents(ReadOnlySpan<ExchangeEvent> one, ReadOnlySpan<ExchangeEvent> other)
    {
        var text = new StringBuilder("events (- first engine, + second)\n");
        for (var i = 0; i < Math.Max(one.Length, other.Length); i++)
        {
            var (a, b) = (i < one.Length ? Words(one[i]) : null, i < other.Length ? Words(other[i]) : null);
            if (a == b)
                text.Append("    ").AppendLine(a);
            else
                text.Append(a is null ? "" : $"  - {a}\n").Append(b is null ? "" : $"  + {b}\n");
        }

        return text.ToString();
    }

    public static string? OfBooks(BookState one, BookState other)
    {
        if (one.State != other.State || one.LastPrice != other.LastPrice)
            return $"state or last price: {one.State} {one.LastPrice}, {other.State} {other.LastPrice}";
        return OfOrders("bids", one.Bids, other.Bids) ?? OfOrders("asks", one.Asks, other.Asks) ?? OfOrders("stops", one.Stops, other.Stops);
    }

    public static string? OfAccounts(AccountsState one, AccountsState other) =>
        OfList("assets", one.Assets, other.Assets) ?? OfList("accounts", one.Accounts, other.Accounts) ?? OfList("balances", one.Balances, other.Balances) ?? OfList("covers", one.Covers, other.Covers);

    public static string? OfMargin(MarginState one, MarginState other) =>
        OfList("contracts", one.Contracts, other.Contracts) ?? OfList("positions", one.Positions, other.Positions) ?? OfList("pockets", one.Pockets, other.Pockets)
        ?? OfList("limits", one.Limits, other.Limits) ?? OfList("tiers", one.Tiers, other.Tiers);

    public static string? OfCustomers(CustomersState one, CustomersState other) =>
        one.Policy != other.Policy ? $"policy: {one.Policy}, {other.Policy}"
        : OfList("limits", one.Limits, other.Limits) ?? OfList("countries", one.Countries, other.Countries) ?? OfList("customers", one.Customers, other.Customers) ?? OfList("uses", one.Uses, other.Uses);

    private static string? OfList<T>(string what, IReadOnlyList<T> one, IReadOnlyList<T> other) =>
        one.SequenceEqual(other) ? null : $"{what}:\n  - {string.Join("\n  - ", one)}\n  + {string.Join("\n  + ", other)}";

    private static string? OfOrders(string what, IReadOnlyList<BookOrder> one, IReadOnlyList<BookOrder> other)
    {
        var same = one.Count == other.Count;
        for (var i = 0; same && i < one.Count; i++)
            same = one[i] == other[i];
        return same ? null : $"{what}:\n  - {string.Join("\n  - ", one)}\n  + {string.Join("\n  + ", other)}";
    }

    /// <summary>All 128 bytes, in words where there are words.</summary>
    private static string Words(in ExchangeEvent e) =>
        $"{e.Kind} {e.Side} reason={e.Reason} [{e.Flags}] terms={e.Terms.Bits:X4} i={e.Instrument} owner={e.Owner} order={e.OrderId} price={e.Price} qty={e.Quantity} "
        + (e.Kind is EventKind.Trade or EventKind.SelfTradePrevented
            ? $"maker={e.MakerOrderId} trade={e.TradeId} fees={e.MakerFee}/{e.TakerFee} left={e.MakerLeaves}/{e.TakerLeaves} makerDisplay={e.MakerDisplay} makerOwner={e.MakerOwner}/{e.ExpireTime.Nanoseconds:X}"
            : $"id={e.ClientOrderId.Word0:X}.{e.ClientOrderId.Word1:X}.{e.ClientOrderId.Word2:X} session={e.Session} display={e.DisplayQuantity} trigger={e.TriggerPrice} old={e.OldPrice}")
        + $" level={e.LevelQuantity} seq={e.Sequence} t={e.Time.Nanoseconds}";
}
