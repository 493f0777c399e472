using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rialto.Adapters.Connections;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Orders;

/// <summary>
/// Takes a request to its end: refuses what the venue does not have, waits for its limits, signs, tells that it goes out, sends it once, and tells what came of it. What was sent without a readable
/// answer is told as unknown; nothing is ever sent again. Any thread; many requests at once.
/// </summary>
internal sealed class OrderSender(SessionCore core, ReportOutbox outbox, UserStream stream)
{
    private const int PagesMax = 200;

    private readonly ConcurrentBag<OrderWork> _idle = [];

    /// <summary>The venue said that our clock is not its own.</summary>
    public Action ClockDiffered { get; set; } = static () => { };

    /// <summary>Tells that a request is not sent: what must come before it has failed.</summary>
    public void Refuse(in OrderRequest request)
    {
        core.CountRequest();
        core.CountRefused();
        Tell(request, new(FailureClass.Retry, VenueReason.NotConnected, 0));
    }

    /// <summary>Takes a request to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="untold">What is not told of its answer: the end of a list that nobody waits for.</param>
    /// <returns>False where a failure was told of it.</returns>
    public async Task<bool> HandleAsync(OrderRequest request, CancellationToken stop, OrderReportKind untold = OrderReportKind.None)
    {
        core.CountRequest();
        var isDone = true;
        var work = _idle.TryTake(out var idle) ? idle : new OrderWork(core.Venue.Venue);
        var wasTold = false;
        try
        {
            var cursor = "";
            for (var page = 0; page == 0 || (cursor.Length > 0 && page < PagesMax); page++)
            {
                work.Clear();
                work.Call.Cursor = cursor;
                var failure = await PrepareAsync(request, work, stop).ConfigureAwait(false);
                if (failure != VenueFailure.None)
                {
                    core.CountRefused();
                    work.Reports.Fail(request, failure);
                }
                else
                {
                    // Told before the bytes: a crash in between leaves an order that can be looked up by it.
                    if (!work.Call.VenueOrder.IsEmpty)
                        request.VenueOrder = work.Call.VenueOrder;
                    if (IsTold(request.Kind))
                    {
                        work.Reports.Add(OrderReportKind.Sent, request);
                        outbox.Tell(work.Reports);
                        work.Reports.Clear();
                        wasTold = true;
                    }

                    var answer = work.Call.IsFrame ? await stream.AskAsync(work.Call, stop).ConfigureAwait(false) : await core.Rest.SendAsync(work.Call, stop).ConfigureAwait(false);
                    Leave(work);
                    work.Reports.Cursor = cursor;
                    Take(request, answer, work);
                }

                if (work.Reports.NextCursor.Length > 0 && page == PagesMax - 1)
                {
                    // A list that is cut has no end: who waits for it must hear that it does not come.
                    work.Reports.NextCursor = "";
                    work.Reports.Fail(request, new(FailureClass.Retry, VenueReason.VenueBusy, 0));
                    core.Note(FormattableString.Invariant($"{core.Venue.Name}: {request.Kind} has more than {PagesMax} pages and was cut"));
                }

                core.Protocol.Conclude(request, core.Context, work.Reports);
                cursor = work.Reports.NextCursor;
                isDone &= !work.Reports.HasFailure;
                if (untold != OrderReportKind.None && work.Reports.Count > 0 && work.Reports[work.Reports.Count - 1].Kind == untold)
                    work.Reports.RollBack(work.Reports.Count - 1);
                outbox.Tell(work.Reports);
            }

            work.Clear();
            Leave(work);
            _idle.Add(work);
            return isDone;
        }
        catch (OperationCanceledException)
        {
            Leave(work);
            Tell(request, wasTold ? VenueFailure.Unknown() : new(FailureClass.Retry, VenueReason.NotConnected, 0));
            return false;
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            Leave(work);

            // Ours, not the venue's: what it would have told must not be lost with it. Its text may hold what it was about, its type does not.
            core.CountUnreadable("a fault of ours: " + bug.GetType().Name);
            Tell(request, wasTold ? VenueFailure.Unknown() : VenueFailure.Reject(VenueReason.Other));
            return false;
        }
    }

    private void Leave(OrderWork work)
    {
        if (!work.IsAlone)
            return;
        work.IsAlone = false;
        core.Alone!.Release();
    }

    private static bool IsTold(OrderRequestKind kind) => kind is OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.Amend or OrderRequestKind.CancelAll;

    private void Tell(in OrderRequest request, VenueFailure failure)
    {
        var reports = new OrderReports(core.Venue.Venue);
        reports.Fail(request, failure);
        core.Protocol.Conclude(request, core.Context, reports);
        outbox.Tell(reports);
    }

    /// <summary>Writes and signs the request, and waits for the venue's limits.</summary>
    /// <returns>Why it is not sent; none where it may be.</returns>
    private async Task<VenueFailure> PrepareAsync(OrderRequest request, OrderWork work, CancellationToken stop)
    {
        var reason = OrderCapability.Refusal(request, core.Venue.Capabilities, core.Context);
        reason = reason == VenueReason.None ? core.Protocol.Encode(request, core.Context, work.Call) : reason;
        if (reason != VenueReason.None)
            return VenueFailure.Reject(reason);
        var patience = request.Kind is OrderRequestKind.Place or OrderRequestKind.Amend && !request.Flags.Has(OrderRequestFlags.Urgent) ? core.Options.OrderPatience : core.Options.Patience;
        if ((work.Call.Weight > 0 && !await AdmitAsync(core.WeightKey, core.Venue.Budget, work.Call.Weight, patience, stop).ConfigureAwait(false))
            || (work.Call.IsOrder && !await AdmitAsync(core.OrderKey, core.Venue.OrderBudget, work.Call.OrderWeight, patience, stop).ConfigureAwait(false)))
            return new(FailureClass.BackOff, VenueReason.RateLimited, 0);
        var ticket = "";
        if (core.Protocol.TicketIsForCalls)
        {
            (ticket, var problem) = await core.Tickets.GetAsync(stop).ConfigureAwait(false);
            if (problem.Length > 0)
            {
                core.Note(problem);
                return new(FailureClass.Retry, VenueReason.NotConnected, 0);
            }
        }

        if (core.Alone is { } alone && work.Call is { IsFrame: false, IsSigned: true })
        {
            await alone.WaitAsync(stop).ConfigureAwait(false);
            work.IsAlone = true;
        }

        try
        {
            if (work.Call.IsFrame)
                (work.Call.Id, ticket) = (stream.NextId(), ticket.Length > 0 ? ticket : stream.Ticket);
            if (work.Call.IsSigned)
                core.Protocol.Sign(work.Call, core.Credentials, core.Clock.NextNumbered(), ticket, core.Venue.Rest.Host);
            return VenueFailure.None;
        }
        catch (CryptographicException problem)
        {
            core.Note(problem.Message);
            return new(FailureClass.Halt, VenueReason.NotAuthenticated, 0);
        }
    }

    private async Task<bool> AdmitAsync(string key, RateLimit limit, int weight, TimeSpan patience, CancellationToken stop)
    {
        var until = core.Time.GetUtcNow() + patience;
        while (!core.Budgets.TryTake(key, limit, weight, out var wait))
        {
            if (core.Time.GetUtcNow() + wait > until)
                return false;
            await Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), core.Time, stop).ConfigureAwait(false);
        }

        return true;
    }

    private void Take(in OrderRequest request, in OrderRestAnswer answer, OrderWork work)
    {
        var reports = work.Reports;
        if (!answer.WasSent)
        {
            core.Note(answer.Problem);
            core.CountRefused();
            reports.Fail(request, new(FailureClass.Retry, VenueReason.NotConnected, 0));
            return;
        }

        if (answer.Status == 0)
        {
            core.Note(answer.Problem);
            core.CountUnknown();
            reports.Fail(request, VenueFailure.Unknown());
            return;
        }

        if (!core.Protocol.Decode(request, core.Context, answer.Status, answer.Body.Span, reports))
        {
            // Told halves of what could not be read as a whole are worse than nothing told.
            reports.Clear();
            core.CountUnreadable(FormattableString.Invariant($"an answer of {answer.Body.Length} bytes with status {answer.Status} cannot be read"));
            reports.Fail(request, VenueFailure.Unreadable(answer.Status));
        }

        foreach (ref readonly var report in reports.Items)
        {
            if (report.Kind == OrderReportKind.Unknown)
                core.CountUnknown();
            if (report.Reason == VenueReason.ClockDiffers)
            {
                core.Numbers?.Raise();
                ClockDiffered();
            }

            if (report.Reason == VenueReason.RateLimited)
                Pause(answer, reports.LeaveAlone);

            // A ticket that goes with each request may have been revoked, whatever else the refusal means: the next request asks for another.
            if (report.Reason == VenueReason.NotAuthenticated && (report.Failure == FailureClass.Retry || core.Protocol.TicketIsForCalls))
            {
                core.Tickets.Forget();
                if (work.Call.IsFrame && report.Failure == FailureClass.Retry)
                    stream.Drop();
            }
        }
    }

    private void Pause(in OrderRestAnswer answer, TimeSpan told)
    {
        var wait = told > TimeSpan.Zero ? told : answer.RetryAfter > TimeSpan.Zero ? answer.RetryAfter : answer.Status is 418 or 403 ? TimeSpan.FromMinutes(10) : answer.Status == 429 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
            core.Budgets.ShutUntil(core.WeightKey, core.Venue.Budget, core.Time.GetUtcNow() + wait);
    }
}
