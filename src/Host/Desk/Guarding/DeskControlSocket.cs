using System.Net.Sockets;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Runtime.Shared;
using Rialto.Trading;

namespace Rialto.Host.Desk.Guarding;

/// <summary>
/// The door of a desk for this user's own tools: a Unix socket in the desk's folder that takes a command and answers what the trader said to it. Commands go by <see cref="DeskControl"/>.
/// <code> in: the 128 bytes of a DeskCommand     out: what became of it 1 (1 answered, 2 not taken, 3 the desk ended)   zero 2   CommandRefusal 1 </code>
/// </summary>
internal sealed class DeskControlSocket : IDisposable
{
    private const string FileName = "control.sock";
    private const int AnswerBytes = 4;
    private const byte Answered = 1;
    private const byte NotTaken = 2;
    private const byte Ended = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly GatewaySocket _socket;
    private readonly DeskControl _control;
    private readonly Thread _thread;

    private DeskControlSocket(GatewaySocket socket, DeskControl control)
    {
        (_socket, _control) = (socket, control);
        _thread = new Thread(Accept) { IsBackground = true, Name = "control" };
    }

    /// <summary>Begins to take commands for a desk.</summary>
    /// <param name="folder">The desk's.</param>
    /// <param name="control">Takes them.</param>
    /// <exception cref="VenueKeyException">Another desk has the folder, or the path is too long for a socket.</exception>
    public static DeskControlSocket Listen(string folder, DeskControl control)
    {
        var socket = new DeskControlSocket(GatewaySocket.Listen(PathOf(folder)), control);
        socket._thread.Start();
        return socket;
    }

    /// <summary>The socket of a desk's folder.</summary>
    public static string PathOf(string folder) => Path.Combine(folder, FileName);

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    /// <summary>Tells a desk to stop everything.</summary>
    /// <param name="folder">The desk's.</param>
    /// <param name="who">Who says so, up to 36 characters.</param>
    /// <param name="reason">Why, up to 36 characters.</param>
    /// <param name="patience">How long its answer is waited for.</param>
    /// <returns>What is wrong; empty where the trader has stopped.</returns>
    public static string TellStop(string folder, Text36 who, Text36 reason, TimeSpan patience)
    {
        try
        {
            using var socket = GatewaySocket.Connect(PathOf(folder));
            (socket.SendTimeout, socket.ReceiveTimeout) = ((int)patience.TotalMilliseconds, (int)patience.TotalMilliseconds);
            var command = new DeskCommand { Kind = DeskCommandKind.EmergencyStop, Who = who, Reason = reason };
            socket.Send(Blittable.ReadOnlyBytes(in command));
            Span<byte> answer = stackalloc byte[AnswerBytes];
            if (!TryReceive(socket, answer))
                return "the desk closed the connection without an answer";
            return answer[0] switch
            {
                Answered when answer[3] == (byte)CommandRefusal.None => "",
                Answered => $"the trader refused: {(CommandRefusal)answer[3]}",
                NotTaken => "the desk takes no commands",
                _ => "the desk has ended",
            };
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.TimedOut || problem.SocketErrorCode == SocketError.WouldBlock)
        {
            return FormattableString.Invariant($"the desk did not answer within {patience.TotalSeconds:0.#} s");
        }
        catch (Exception problem) when (problem is SocketException or VenueKeyException)
        {
            return $"the desk cannot be told: {problem.Message}";
        }
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                var client = _socket.Listener.Accept();
                new Thread(() => Serve(client)) { IsBackground = true, Name = "control connection" }.Start();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Serve(Socket client)
    {
        using (client)
        {
            try
            {
                client.ReceiveTimeout = (int)_patience.TotalMilliseconds;
                DeskCommand command = default;
                Span<byte> answer = stackalloc byte[AnswerBytes];
                answer.Clear();

                // Anything but a stop has its place at the other doors, which ask who somebody is.
                if (!UnixPeer.IsTrusted(client, out _) || !TryReceive(client, Blittable.Bytes(ref command)) || command.Kind != DeskCommandKind.EmergencyStop)
                    return;
                var stop = new DeskCommand { Kind = DeskCommandKind.EmergencyStop, Who = Checked(command.Who), Reason = Checked(command.Reason) };
                if (!_control.TryTell(in stop, out var said))
                    answer[0] = NotTaken;
                else
                {
                    try
                    {
                        (answer[0], answer[3]) = (Answered, (byte)said.GetAwaiter().GetResult());
                    }
                    catch (OperationCanceledException)
                    {
                        answer[0] = Ended;
                    }
                }

                client.Send(answer);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // The other side did not wait.
            }
        }
    }

    // Texts of a command are journaled: only what is one goes on.
    private static Text36 Checked(Text36 text)
    {
        Span<byte> bytes = stackalloc byte[Text36.LengthMax];
        var length = text.CopyTo(bytes);
        return Text36.TryCreate(bytes[..length], out var good) ? good : default;
    }

    private static bool TryReceive(Socket socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = socket.Receive(bytes);
            if (read == 0)
                return false;
            bytes = bytes[read..];
        }

        return true;
    }
}
