using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Margin;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Customers;

/// <summary>
/// Whether an order may be let in beside what its customer has traded today and might with its other orders (docs/reference/verification.md, section 5). Only while verification is required, and of books that move money.
/// </summary>
internal sealed class TradeLimits<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly OrderTable _orders = market.Orders;

    public RejectReason CheckNew(Book book, in Command c)
    {
        var customer = market.Customers.CustomerOf(c.Owner.Value);
        var limit = market.Customers.LimitsOf(customer, PaidIn(book)).Trades;
        if (limit == DailyLimits.Unlimited || (!c.Terms.QuoteQuantity && OnlyReduces(book, c.Owner.Value, c.Side, c.Quantity.Units)))
            return RejectReason.None;
        var price =
            c.Side == Side.Sell ? Math.Max(c.Price.Units, c.Terms.IsStop ? c.TriggerPrice.Units : BestBid(book))
            : book.Contract is { } contract ? PriceOfBuy(contract, c.Price.Units)
            : Funds<TSink>.BoundOf(book, c);
        var may = c.Terms.QuoteQuantity ? c.Quantity.Units : Money(book, price, c.Quantity.Units);
        return Check(limit, customer, PaidIn(book), may, except: 0);
    }

    /// <summary>With an order's values after a replacement.</summary>
    public RejectReason CheckReplacement(Book book, int slot, long price, long trigger, long leaves)
    {
        ref var order = ref _orders[slot];
        var customer = market.Customers.CustomerOf(order.Owner);
        var limit = market.Customers.LimitsOf(customer, PaidIn(book)).Trades;
        if (limit == DailyLimits.Unlimited || OnlyReduces(book, order.Owner, order.Side, leaves - order.Leaves))
            return RejectReason.None;
        var top =
            order.Side == Side.Sell ? Math.Max(price, order.Place == Place.StopBook ? trigger : BestBid(book))
            : book.Contract is { } contract ? PriceOfBuy(contract, price)
            : price != 0 ? price
            : Funds<TSink>.BoundOfStop(book, trigger);
        var may = Money(book, top, leaves);
        return may > MayTrade(book, slot) ? Check(limit, customer, PaidIn(book), may, except: slot) : RejectReason.None;
    }

    private RejectReason Check(long limit, int customer, int asset, long may, int except)
    {
        var sum = (Int128)market.Customers.Uses.Of(customer, asset, CustomerRegister.DayOf(market.Report.Time)).Traded + may;
        if (sum <= limit)
            sum += OfOrders(customer, asset, except, limit - sum);
        foreach (var account in market.Ledger.Accounts.SubAccountsOf(customer))
            if (sum <= limit)
                sum += OfOrders(account, asset, except, limit - sum);
        return sum > limit ? RejectReason.TradeLimitReached : RejectReason.None;
    }

    // Up to what is of interest: an order that is too much is refused without a look at the rest.
    private Int128 OfOrders(int owner, int asset, int except, Int128 most)
    {
        var sum = Int128.Zero;
        foreach (var slot in _orders.OfOwner(owner))
        {
            if (sum > most)
                break;
            if (slot != except && market.BookOf(_orders[slot]) is { MovesMoney: true } book && PaidIn(book) == asset)
                sum += MayTrade(book, slot);
        }

        return sum;
    }

    /// <summary>What a live order may trade.</summary>
    private long MayTrade(Book book, int slot)
    {
        ref var order = ref _orders[slot];
        var price = order.Price;
        if (order.Place == Place.Acting)
            price = PriceOfEntering(book, order, _orders.Identity(slot).Terms);
        else if (order.Side == Side.Sell && order.Place == Place.StopBook)
            price = Math.Max(price, _orders.Extras(slot).TriggerPrice);
        else if (order.Side == Side.Buy && book.Contract is { } contract)
            price = PriceOfBuy(contract, price);
        else if (order.Side == Side.Buy && price == 0)
            price = order.Extras == 0 ? 0 : _orders.Extras(slot).Bound;
        return Money(book, price, order.Leaves);
    }

    /// <summary>Of a leg of a basket that is being checked: the order has not met the book (baskets.md, section 2).</summary>
    private static long PriceOfEntering(Book book, in Order order, OrderTerms terms) =>
        order.Side == Side.Sell ? Math.Max(order.Price, BestBid(book))
        : book.Contract is { } contract ? PriceOfBuy(contract, order.Price)
        : Funds<TSink>.BoundOf(book, new Command { Side = order.Side, Terms = terms, Price = new Price(order.Price) });

    /// <summary>An order for so much more closes what is open of a contract and opens nothing.</summary>
    private bool OnlyReduces(Book book, int account, Side side, long more) =>
        book.Contract is { } contract && market.Positions[market.Positions.Find(account, contract.Id)].IsOnlyReduced(side, more);

    private static long PriceOfBuy(Contract contract, long price) => price != 0 ? price : contract.Upper;

    private static int PaidIn(Book book) => book.Settlement?.Quote ?? book.Contract!.Terms.Asset.Value;

    private static long Money(Book book, long price, long quantity) =>
        Math.Min(Asset.MaxHeld, book.Settlement is { } terms ? terms.AnyMoney(price, quantity) : book.Contract!.Notional(price, quantity));

    private static long BestBid(Book book) => book.Bids.IsEmpty ? 0 : book.Bids.BestPrice;
}
