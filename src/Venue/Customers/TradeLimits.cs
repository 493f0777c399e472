using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Customers;

/// <summary>Whether an order may be let in beside what its customer has traded today and might with its other orders (docs/reference/verification.md, section 5). Only while verification is required.</summary>
internal sealed class TradeLimits<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly OrderTable _orders = market.Orders;

    public RejectReason CheckNew(Book book, Settlement terms, in Command c)
    {
        var customer = market.Customers.CustomerOf(c.Owner.Value);
        var limit = market.Customers.LimitsOf(customer, terms.Quote).Trades;
        if (limit == DailyLimits.Unlimited)
            return RejectReason.None;
        var price =
            c.Side == Side.Buy ? Funds<TSink>.BoundOf(book, c)
            : Math.Max(c.Price.Units, c.Terms.IsStop ? c.TriggerPrice.Units : BestBid(book));
        var may = c.Terms.QuoteQuantity ? c.Quantity.Units : terms.AnyMoney(price, c.Quantity.Units);
        return Check(limit, customer, terms.Quote, may, except: 0);
    }

    /// <summary>With an order's values after a replacement.</summary>
    public RejectReason CheckReplacement(Book book, Settlement terms, int slot, long price, long trigger, long leaves)
    {
        ref var order = ref _orders[slot];
        var customer = market.Customers.CustomerOf(order.Owner);
        var limit = market.Customers.LimitsOf(customer, terms.Quote).Trades;
        if (limit == DailyLimits.Unlimited)
            return RejectReason.None;
        var isStop = order.Place == Place.StopBook;
        var top =
            order.Side == Side.Buy ? price != 0 ? price : Funds<TSink>.BoundOfStop(book, trigger)
            : Math.Max(price, isStop ? trigger : BestBid(book));
        var may = terms.AnyMoney(top, leaves);
        return may > MayTrade(terms, slot) ? Check(limit, customer, terms.Quote, may, except: slot) : RejectReason.None;
    }

    private RejectReason Check(long limit, int customer, int quote, long may, int except)
    {
        var sum = (Int128)market.Customers.Uses.Of(customer, quote, CustomerRegister.DayOf(market.Report.Time)).Traded + may;
        sum += OfOrders(customer, quote, except);
        foreach (var account in market.Ledger.Accounts.SubAccountsOf(customer))
            sum += OfOrders(account, quote, except);
        return sum > limit ? RejectReason.TradeLimitReached : RejectReason.None;
    }

    private Int128 OfOrders(int owner, int quote, int except)
    {
        var sum = Int128.Zero;
        foreach (var slot in _orders.OfOwner(owner))
            if (slot != except && market.BookOf(_orders[slot]).Settlement is { } terms && terms.Quote == quote)
                sum += MayTrade(terms, slot);
        return sum;
    }

    /// <summary>What a live order may trade.</summary>
    private long MayTrade(Settlement terms, int slot)
    {
        ref var order = ref _orders[slot];
        var price = order.Price;
        if (order.Side == Side.Buy && price == 0)
            price = order.Extras == 0 ? 0 : _orders.Extras(slot).Bound;
        else if (order.Side == Side.Sell && order.Place == Place.StopBook)
            price = Math.Max(price, _orders.Extras(slot).TriggerPrice);
        return terms.AnyMoney(price, order.Leaves);
    }

    private static long BestBid(Book book) => book.Bids.IsEmpty ? 0 : book.Bids.BestPrice;
}
