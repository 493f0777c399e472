using Rialto.Model.Orders;
using Rialto.Wire.Native;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>The native protocol.</summary>
internal sealed class NativeDoor : IDoor
{
    private readonly Dictionary<string, NativeClient> _clients = [];
    private uint _request;

    public static async Task<IDoor> OpenAsync(RunningExchange exchange)
    {
        var door = new NativeDoor();
        foreach (var user in FlowStep.Users)
            door._clients.Add(user, (await NativeClient.LogonAsync(exchange, user)).Client);
        return door;
    }

    public async Task SendAsync(string user, Command command)
    {
        await _clients[user].SendAsync(command, ++_request);
        while (true)
        {
            var frame = await _clients[user].ReceiveAsync();
            if (frame.Length == 0)
                throw new InvalidOperationException("The session has ended.");
            if (NativeFrame.RequestIdOf(frame) == _request)
                return;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        return ValueTask.CompletedTask;
    }
}
