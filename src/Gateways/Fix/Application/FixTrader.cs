using System.Collections.Concurrent;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Orders;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// What one FIX session asks of the exchange: orders go into the intake as they come, everything else is asked of the fan-out, which answers by the <see cref="FixHub"/>. It lives as long as the
/// process, so that reports of what happens while the client is away are numbered and stored for it.
/// </summary>
internal sealed class FixTrader(GatewayServices services, FixHub hub, FixLink link) : IFixApplication
{
    /// <summary>As many exchange sessions a trader has before it is looked whether they still have orders.</summary>
    public const int FirstLook = 16;

    private const int MaxInFlight = 16_384;

    private readonly ConcurrentQueue<FixCommand> _spare = new();
    private readonly FixRefusals _refusals = new();
    private readonly FixQuestions _questions = new(services, hub);
    private TaskCompletionSource? _idle;
    private int _inFlight;

    public FixLink Link => link;

    public OwnerId Owner => link.Key.Owner;

    /// <summary>Account in reports: the owner's name.</summary>
    public byte[] Account { get; } = Encoding.ASCII.GetBytes(link.Key.UserName);

    /// <summary>Its live orders by ClOrdID. Any thread.</summary>
    public FixOrderNames Names { get; } = new();

    /// <summary>The exchange's sessions it has had, the present one among them: orders entered over them are its own. The fan-out thread.</summary>
    public HashSet<SessionId> Sessions { get; } = [];

    /// <summary>The sessions of before this process are among them. The fan-out thread.</summary>
    public bool IsRecalled { get; set; }

    /// <summary>How many sessions there may be before those without orders are let go. The fan-out thread.</summary>
    public int SessionsToLookAt { get; set; } = FirstLook;

    /// <summary>It has something to send. The fan-out thread.</summary>
    public bool IsToFlush { get; set; }

    /// <inheritdoc/>
    public void OnRecalled(FixLink _)
    {
        link.Copies = hub.Records!.Sessions.CopiesOf(link.Key.Id);
        hub.Recall(this);
    }

    /// <inheritdoc/>
    public async ValueTask OnLogonAsync(FixLink _)
    {
        try
        {
            hub.Records?.Sessions.Add(link.Session, link.Key.Id, link.Copies);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Trading goes on. What is lost is that a process after this one tells of this session's orders by itself; a status request lists them all the same.
            services.Metrics.Failed();
        }

        await AskAsync(() => hub.Add(this)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask OnLogoutAsync(FixLink _)
    {
        try
        {
            await AskAsync(() => hub.Leave(this)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The exchange has stopped, and the hub with it.
        }
    }

    /// <inheritdoc/>
    public void OnBatchEnd(FixLink _)
    {
        services.Intake.Attend();
        link.Flush(here: true);
    }

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(FixLink _, FixMessage message)
    {
        var type = message.MsgType;
        if (type.Length != 1)
            return _questions.AskAsync(this, message);
        switch (type[0])
        {
            case (byte)'D':
                Enter(message);
                return ValueTask.CompletedTask;
            case (byte)'F':
                Cancel(message);
                return ValueTask.CompletedTask;
            case (byte)'G':
                return Replace(message);
            case (byte)'q':
                MassCancel(message);
                return ValueTask.CompletedTask;
            default:
                return _questions.AskAsync(this, message);
        }
    }

    /// <inheritdoc/>
    public void OnResent(FixLink link) => _ = AskAsync(() => hub.Market.CatchUp(this));

    /// <summary>Completes when everything that was sent so far is answered. The session's reader, which holds no thread meanwhile.</summary>
    public ValueTask WaitForAnswersAsync()
    {
        services.Intake.Attend();
        if (Volatile.Read(ref _inFlight) == 0)
            return ValueTask.CompletedTask;
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _idle, idle);
        if (Volatile.Read(ref _inFlight) == 0)
            idle.TrySetResult();
        return new ValueTask(idle.Task);
    }

    /// <summary>A command's events are out, or its outcome will never be known; the fan-out thread, or the one that stops the exchange.</summary>
    public void OnAnswered(FixCommand command)
    {
        if (command.Outcome == CommandOutcome.Unknown)
            TellUnknown(command);
        else
            services.Metrics.Answered(command);
        _spare.Enqueue(command);
        if (Interlocked.Decrement(ref _inFlight) == 0)
            Volatile.Read(ref _idle)?.TrySetResult();
    }

    private void Enter(FixMessage message)
    {
        var fault = FixOrderEntry.TryNew(message, link.Key, link.Session, services.Directory, out var command);
        if (!fault.IsNone)
            Refuse(message, in fault);
        else
            Submit(message, in command, command.Text, Text36.Empty);
    }

    private void Cancel(FixMessage message)
    {
        var fault = FixOrderEntry.TryCancel(message, link.Key, link.Session, out var command);
        if (!fault.IsNone)
            Refuse(message, in fault);
        else
            Submit(message, in command);
    }

    private ValueTask Replace(FixMessage message)
    {
        if (!link.Key.May(Permissions.Trade))
        {
            Refuse(message, FixFault.Of(RejectReason.Forbidden, "The key needs the permission trade."));
        }
        else if (!FixOrderEntry.TryOrderId(message, out var id) || (!FixOrderEntry.TryName(message, Tag.OrigClOrdId, out var name) && id == OrderId.None))
        {
            Refuse(message, FixFault.Of(RejectReason.UnknownOrder));
        }
        else if (id == OrderId.None && Names.TryFind(name, out var order))
        {
            Replace(message, in order);
        }
        else
        {
            return ReplaceUnknownAsync(message, id, name);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The order is not one that is known here: what was sent before is waited for, because it may be what makes it, and the views are asked.</summary>
    private async ValueTask ReplaceUnknownAsync(FixMessage message, OrderId id, Text36 name)
    {
        await WaitForAnswersAsync().ConfigureAwait(false);
        var owner = Owner;
        var found = await services.FanOut.AskAsync(views => FixHub.Name(views, owner, id, name), CancellationToken.None).ConfigureAwait(false);
        if (found is { } order)
            Replace(message, in order);
        else
            Refuse(message, FixFault.Of(RejectReason.UnknownOrder));
    }

    private void Replace(FixMessage message, in FixOrderName order)
    {
        var fault = FixOrderEntry.TryReplace(message, link.Key, link.Session, in order, services.Directory, out var command);
        if (!fault.IsNone)
            Refuse(message, in fault);
        else
            Submit(message, in command);
    }

    private void MassCancel(FixMessage message)
    {
        var fault = FixOrderEntry.TryMassCancel(message, link.Key, services.Directory, out var command);
        if (!fault.IsNone)
            Refuse(message, in fault);
        else
            Submit(message, in command);
    }

    private void Submit(FixMessage message, in Command command)
    {
        FixOrderEntry.TryName(message, Tag.ClOrdId, out var name);
        FixOrderEntry.TryName(message, Tag.OrigClOrdId, out var former);
        Submit(message, in command, name, former);
    }

    private void Submit(FixMessage message, in Command command, Text36 name, Text36 former)
    {
        if (Interlocked.Increment(ref _inFlight) > MaxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            Refuse(message, FixFault.Of(RejectReason.RateLimited, "Too many requests wait for their answers."));
            return;
        }

        if (!_spare.TryDequeue(out var waiter))
            waiter = new FixCommand(this);
        (waiter.ClOrdId, waiter.OrigClOrdId, waiter.RefSeqNum, waiter.PossResend) = (name, former, message.SeqNum, message.IsYes(FixTag.PossResend));
        var refused = services.Intake.Enter(in command, waiter);
        if (refused == RejectReason.None)
            return;
        Interlocked.Decrement(ref _inFlight);
        _spare.Enqueue(waiter);
        Refuse(message, FixFault.Of(refused));
    }

    private void Refuse(FixMessage message, in FixFault fault)
    {
        if (fault.Reason != RejectReason.None)
            services.Metrics.Refused(fault.Reason);
        link.Send(_refusals.Order(message, in fault, Account, services.Now), flush: false);
    }

    // Rare and last: a writer of its own, since this may be any thread.
    private void TellUnknown(FixCommand command)
    {
        var writer = new FixWriter();
        writer.Begin("j"u8);
        writer.Add(FixTag.RefSeqNum, command.RefSeqNum);
        writer.Add(FixTag.RefMsgType, command.Kind switch
        {
            CommandKind.NewOrder => "D"u8,
            CommandKind.CancelOrder => "F"u8,
            CommandKind.ReplaceOrder => "G"u8,
            _ => "q"u8,
        });
        writer.AddText(Tag.BusinessRejectRefId, command.ClOrdId);
        writer.Add(FixTag.BusinessRejectReason, 4);
        writer.Add(FixTag.Text, "The exchange stopped before the outcome was known. Ask for the order once it is back.");
        link.Send(writer);
    }

    private Task<bool> AskAsync(Action action) => services.FanOut.AskAsync(
        _ =>
        {
            action();
            return true;
        },
        CancellationToken.None);
}
