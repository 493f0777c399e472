using System.Globalization;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Gateways;

/// <summary>What is cancelled.</summary>
internal enum CancelScope
{
    /// <summary>Orders with client ids of the desk.</summary>
    OwnOrders,

    /// <summary>All orders in the desk's listings, whoever's they are: at once where the venue can.</summary>
    Everything,
}

/// <summary>
/// Cancels a desk's orders at a venue until the venue itself says that none is left: asks for live orders, cancels each, asks again; and once more after the time within which the venue may not yet
/// show an order that was just placed. Whoever owns the account hands it every report. One run at a time.
/// </summary>
/// <param name="account">Where to ask.</param>
/// <param name="time">Clock of waits.</param>
internal sealed class OrderCanceller(VenueAccount account, TimeProvider time)
{
    private const int RoundsMax = 20;

    // No desk counts its inputs so far: answers to these questions are told from answers to the desk's own.
    private const long FirstCause = long.MaxValue - (1L << 40);
    private static readonly TimeSpan _again = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Order, VenueOrderId VenueOrder), OrderReport> _live = [];
    private long _cause = FirstCause;
    private TaskCompletionSource<bool>? _answered;
    private CancelScope _scope;
    private int _ended;

    /// <summary>An answer of a venue is waited for so long.</summary>
    public TimeSpan AnswerPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether a report answers a question of a canceller, which no desk has asked.</summary>
    public static bool IsOwn(in OrderReport report) => report.Cause > FirstCause && report.Kind is OrderReportKind.OrdersEnd or OrderReportKind.QueryFailed;

    /// <summary>What the venue says. The account's thread.</summary>
    public void Take(in OrderReport report)
    {
        lock (_gate)
        {
            if (_answered is not { } answered)
                return;
            switch (report.Kind)
            {
                case OrderReportKind.Found when report.Status is VenueOrderStatus.Live or VenueOrderStatus.Pending or VenueOrderStatus.Unknown && IsMeant(in report):
                    _live[Key(in report)] = report;
                    break;
                case OrderReportKind.Cancelled or OrderReportKind.Expired or OrderReportKind.Rejected:
                    _ended += report.Kind != OrderReportKind.Rejected && IsMeant(in report) ? 1 : 0;
                    break;
                case OrderReportKind.OrdersEnd or OrderReportKind.QueryFailed when report.Cause == _cause:
                    answered.TrySetResult(report.Kind == OrderReportKind.OrdersEnd);
                    break;
            }
        }
    }

    /// <summary>What can be told apart at a venue: where orders bear no client ids nobody knows whose they are, and all of the desk's listings are meant.</summary>
    public static CancelScope ScopeAt(VenueCapabilities venue, CancelScope wanted) => venue.ClientIds == ClientOrderIdStyle.None ? CancelScope.Everything : wanted;

    /// <summary>Cancels until nothing lives, or until told to stop.</summary>
    /// <param name="scope">What.</param>
    /// <param name="goesOn">Asked before each step: false ends the run.</param>
    /// <param name="stop">Ends it at once.</param>
    public async Task<CancelOutcome> RunAsync(CancelScope scope, Func<bool> goesOn, CancellationToken stop)
    {
        (_scope, _ended) = (ScopeAt(account.Venue.Capabilities, scope), 0);
        if (scope == CancelScope.Everything)
            CancelAll();
        var (left, isBelieved, failures) = (-1, false, 0);
        for (var round = 0; round < RoundsMax && goesOn(); round++)
        {
            if (await LookAsync(stop) is not { } live)
            {
                isBelieved = false;
                if (++failures == 3)
                    break;
                await Task.Delay(_again, time, stop);
                continue;
            }

            left = live.Length;
            if (left == 0 && isBelieved)
                return new CancelOutcome(true, Volatile.Read(ref _ended), 0, "");
            if (left == 0)
            {
                // What was placed a moment ago may not be shown yet: the second look is the one that counts.
                isBelieved = true;
                await Task.Delay(TimeSpan.FromMilliseconds(account.Venue.Capabilities.NotFoundDelayMs), time, stop);
                continue;
            }

            isBelieved = false;
            foreach (var order in live)
                account.TryAsk(Cancel(in order));
            await Task.Delay(_again, time, stop);
        }

        return new CancelOutcome(false, Volatile.Read(ref _ended), Math.Max(0, left), left switch
        {
            < 0 => Problem("the venue did not say which orders live"),
            0 => Problem("the venue showed no live order, and was not asked a second time"),
            _ => Problem(string.Create(CultureInfo.InvariantCulture, $"{left} orders lived when the venue was asked last")),
        });
    }

    private string Problem(string what) => account.Counters.Problem is { Length: > 0 } why ? $"{what}: {why}" : what;

    private void CancelAll()
    {
        var venue = account.Venue.Capabilities;
        for (var number = 1; number <= account.Listings.Count && venue.CanCancelAll; number++)
        {
            if (account.Listings[new ListingId(number)].Venue == venue.Venue)
                account.TryAsk(new OrderRequest { Kind = OrderRequestKind.CancelAll, Venue = venue.Venue, Listing = new ListingId(number), Flags = OrderRequestFlags.Urgent });
        }
    }

    /// <summary>Orders that live and are meant; null where the venue did not say.</summary>
    private async Task<OrderReport[]?> LookAsync(CancellationToken stop)
    {
        TaskCompletionSource<bool> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long cause;
        lock (_gate)
        {
            _live.Clear();
            (_answered, cause) = (answered, ++_cause);
        }

        try
        {
            if (!account.TryAsk(new OrderRequest { Kind = OrderRequestKind.QueryOrders, Venue = account.Venue.Venue, Cause = cause, Flags = OrderRequestFlags.Urgent }))
                return null;
            var isTold = await answered.Task.WaitAsync(AnswerPatience, time, stop);
            lock (_gate)
                return isTold ? [.. _live.Values] : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static OrderRequest Cancel(in OrderReport order) => new()
    {
        Kind = OrderRequestKind.Cancel,
        Venue = order.Venue,
        Listing = order.Listing,
        Order = order.Order,
        VenueOrder = order.VenueOrder,
        Side = order.Side,
        Flags = OrderRequestFlags.Urgent,
    };

    private bool IsMeant(in OrderReport report) => !report.Order.IsNone || (_scope == CancelScope.Everything && !report.Listing.IsNone);

    private static (long, VenueOrderId) Key(in OrderReport report) => (report.Order.Value, report.VenueOrder);
}
