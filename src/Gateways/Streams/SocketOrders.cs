using System.Collections.Concurrent;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Streams;

/// <summary>Order entry of one WebSocket connection. The reader submits, the sender gives the commands back once they are answered.</summary>
internal sealed class SocketOrders(StreamConnection connection, GatewayServices services, string address)
{
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<SocketCommand> _spare = new();
    private int _inFlight;
    private int _undecided;

    /// <summary>The session of a connection that asked for cancel on disconnect or has sent an order; zero before.</summary>
    public SessionId Session { get; private set; }

    /// <summary>Opens a session whose orders are cancelled with it.</summary>
    public async ValueTask<RejectReason> BeginSessionAsync(ApiKey key)
    {
        var (session, refused) = await services.Sessions.OpenAsync(key, address, cancelOnDisconnect: true).ConfigureAwait(false);
        if (refused == RejectReason.None)
            Session = session;
        return refused;
    }

    public async Task EndSessionAsync()
    {
        if (Session.Value == 0)
            return;
        await services.Sessions.CloseAsync(Session, connection.Key!.Owner).ConfigureAwait(false);
        Session = default;
    }

    /// <summary>A command's answer was written; the sender calls.</summary>
    public void OnAnswered(SocketCommand command)
    {
        Interlocked.Decrement(ref _inFlight);
        _spare.Enqueue(command);
    }

    /// <summary>A command's outcome is known; the fan-out calls.</summary>
    public void OnCompleted() => Interlocked.Decrement(ref _undecided);

    public async ValueTask HandleAsync(SocketRequest request, ReadOnlyMemory<byte> message)
    {
        if (connection.Key is not { } key)
        {
            Refuse(request, new Problem(RejectReason.Unauthorized, "Orders need authentication first."));
            return;
        }

        if (!key.May(Permissions.Trade))
        {
            Refuse(request, new Problem(RejectReason.Forbidden, "The key may not trade."));
            return;
        }

        var op = request.Op switch
        {
            "order.new" => RequestOp.NewOrder,
            "order.cancel" => RequestOp.CancelOrder,
            "order.replace" => RequestOp.ReplaceOrder,
            "order.reduce" => RequestOp.ReduceOrder,
            "order.mass_cancel" => RequestOp.MassCancel,
            _ => RequestOp.None,
        };
        if (op == RequestOp.None)
        {
            Refuse(request, Problem.Malformed("op", $"There is no request '{request.Op}'."));
            return;
        }

        var instrument = default(Instrument);
        if (op is RequestOp.ReplaceOrder or RequestOp.ReduceOrder)
        {
            if (!OrderRequestJson.TryDecodeFrame(message.Span, op, out var named, out _))
                named = default;
            instrument = await FindInstrumentAsync(key.Owner, new OrderName(named.OrderId, named.ClientOrderId)).ConfigureAwait(false);
        }

        if (!TryDecode(op, message.Span, key, instrument, out var command, out var problem))
        {
            Refuse(request, in problem);
            return;
        }

        if (Session.Value == 0)
        {
            var refused = services.Sessions.Open(key, address, out var session);
            if (refused != RejectReason.None)
            {
                Refuse(request, new Problem(refused, services.Readiness.Reason));
                return;
            }

            Session = session;
        }

        command.Session = Session;
        Submit(request, in command);
    }

    private bool TryDecode(RequestOp op, ReadOnlySpan<byte> json, ApiKey key, Instrument? instrument, out Command command, out Problem problem)
    {
        command = default;
        if (!OrderRequestJson.TryDecodeFrame(json, op, out var request, out var error))
            return OrderEntry.Malformed(in error, json, out problem);
        var name = new OrderName(request.OrderId, request.ClientOrderId);
        if (op is not (RequestOp.NewOrder or RequestOp.MassCancel) && name.IsEmpty)
        {
            problem = Problem.Malformed("order_id", "Either 'order_id' or 'client_order_id' is needed.");
            return false;
        }

        problem = default;
        switch (op)
        {
            case RequestOp.NewOrder:
                return OrderEntry.TryNew(in request, json, key, default, services.Directory, out command, out problem);
            case RequestOp.CancelOrder:
                command = OrderEntry.Cancel(key, default, name);
                return true;
            case RequestOp.MassCancel:
                return TryMassCancel(in request, key, out command, out problem);
        }

        if (instrument is null)
        {
            problem = new Problem(RejectReason.UnknownOrder);
            return false;
        }

        return op == RequestOp.ReduceOrder
            ? OrderEntry.TryReduce(in request, json, key, default, instrument, name, out command, out problem)
            : OrderEntry.TryReplace(in request, json, key, default, instrument, name, request.NewClientOrderId, out command, out problem);
    }

    private bool TryMassCancel(in OrderRequest request, ApiKey key, out Command command, out Problem problem)
    {
        problem = default;
        command = default;
        var instrument = InstrumentId.None;
        if (!request.Symbol.IsEmpty)
        {
            if (services.Directory.Find(request.Symbol) is not { } entry)
            {
                problem = new Problem(RejectReason.UnknownInstrument, $"There is no instrument {request.Symbol}.");
                return false;
            }

            instrument = entry.Instrument.Id;
        }

        var scope = request.Has(RequestField.Side) ? MassCancelScope.OneSide : MassCancelScope.Owner;
        if (request.OnlyThisSession)
            scope |= MassCancelScope.OneSession;
        command = Command.MassCancel(key.Owner, instrument, scope, request.Has(RequestField.Side) ? request.Side : Side.Buy);
        return true;
    }

    // The scales of an order whose entry is still on its way are known once its answer is here.
    private async ValueTask<Instrument?> FindInstrumentAsync(OwnerId owner, OrderName name)
    {
        var ask = OrderEntry.InstrumentOf(owner, name);
        services.Intake.Attend();
        while (true)
        {
            var wasBusy = Volatile.Read(ref _undecided) > 0;
            var found = await services.FanOut.AskAsync(ask, CancellationToken.None).ConfigureAwait(false);
            if (found is not null || !wasBusy)
                return found;
            await Task.Delay(SettleInterval).ConfigureAwait(false);
        }
    }

    private void Submit(SocketRequest request, in Command command)
    {
        if (Interlocked.Increment(ref _inFlight) > services.Options.Streams.MaxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            Refuse(request, new Problem(RejectReason.RateLimited, $"At most {services.Options.Streams.MaxInFlight} commands of a connection may be without an answer."));
            return;
        }

        if (!_spare.TryDequeue(out var waiter))
            waiter = new SocketCommand(connection, this, services.Hub);
        waiter.RequestId = request.Id;
        Interlocked.Increment(ref _undecided);
        var refused = services.Intake.Enter(in command, waiter);
        if (refused == RejectReason.None)
            return;
        OnCompleted();
        OnAnswered(waiter);
        Refuse(request, new Problem(refused, services.Readiness.Reason));
    }

    private void Refuse(SocketRequest request, in Problem problem)
    {
        services.Metrics.Refused(problem.Reason);
        connection.Queue(OutboxKind.Text, SocketAnswers.Refusal(isOrder: true, request.Id, in problem));
    }
}
