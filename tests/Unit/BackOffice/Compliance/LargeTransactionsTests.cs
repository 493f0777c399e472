using Rialto.BackOffice.Compliance.Reports;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice.Compliance;

/// <summary>Large transactions, on events: USD has two decimals, and more than 10,000 of it a day is reported.</summary>
public sealed class LargeTransactionsTests
{
    private const long Day = 20_000;

    private readonly LargeTransactions _report = new("USD", 10_000);
    private long _movements;

    public LargeTransactionsTests()
    {
        Look(EventKind.AssetDefined, 0, 0, code: "EUR", asset: 2);
        Look(EventKind.AssetDefined, 0, 0, code: "USD");
        var sub = new ExchangeEvent { Kind = EventKind.AccountSet, Owner = new OwnerId(8), OrderId = new OrderId(7), Terms = new OrderTerms((ushort)AccountRights.All) };
        _report.Look(in sub);
    }

    [Fact]
    public void A_day_of_a_customer_is_added_up_with_its_sub_accounts_and_told_above_the_amount()
    {
        Look(EventKind.Deposited, 7, 6_000_00);
        Look(EventKind.Deposited, 8, 4_000_00);
        Assert.Empty(_report.Found());
        Look(EventKind.Deposited, 7, 1);
        Look(EventKind.Withdrawn, 7, 500_00);
        var found = Assert.Single(_report.Found());
        Assert.Equal((7, (Int128)10_000_01, (Int128)500_00), (found.Customer.Value, found.PaidIn, found.PaidOut));
        Assert.Equal([1, 2, 3, 4], found.Movements);
        Assert.Equal(new DateOnly(2024, 10, 4), found.Day);
    }

    [Fact]
    public void In_and_out_do_not_count_together_nor_do_days_customers_or_other_assets()
    {
        Look(EventKind.Deposited, 7, 9_000_00);
        Look(EventKind.Withdrawn, 7, 9_000_00);
        Look(EventKind.Deposited, 7, 9_000_00, day: Day + 1);
        Look(EventKind.Deposited, 9, 9_000_00);
        Look(EventKind.Deposited, 7, 90_000_00, asset: 2);
        Look(EventKind.Transferred, 7, 90_000_00);
        Assert.Empty(_report.Found());
        Look(EventKind.Withdrawn, 9, 10_000_01, day: Day + 2);
        Assert.Equal(9, Assert.Single(_report.Found()).Customer.Value);
    }

    private void Look(EventKind kind, int owner, long amount, string code = "", int asset = 1, long day = Day)
    {
        var one = new ExchangeEvent
        {
            Kind = kind,
            Time = new Timestamp(day * Timestamp.NanosecondsPerDay + 5),
            Owner = new OwnerId(owner),
            Asset = new AssetId(asset),
            Amount = new Money(amount),
        };
        if (kind == EventKind.AssetDefined)
            (one.Terms, one.ClientOrderId) = (new OrderTerms(2), Text36.Of(code));
        else
            one.MovementNumber = ++_movements;
        _report.Look(in one);
    }
}
