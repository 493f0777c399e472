using System.Net;
using System.Net.Sockets;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>Asks a sender for books or listings.</summary>
public static class SnapshotClient
{
    private const int FirstBytes = 1 << 16;

    /// <summary>Asks once, on a connection of its own.</summary>
    /// <returns>The answer and its body, or null where the sender cannot be reached, or answers with anything else. Never throws for what comes over the wire.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<(SnapshotAnswer Answer, byte[] Body)?> AskAsync(EndPoint sender, SnapshotRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(sender, cancellationToken);
            var frame = new byte[SnapshotRequest.FrameBytes];
            request.Encode(frame);
            await socket.SendAsync(frame, SocketFlags.None, cancellationToken);
            var header = new byte[SnapshotAnswer.HeaderBytes];
            if (await FillAsync(socket, header, cancellationToken) < header.Length || !SnapshotAnswer.TryDecode(header, out var answer))
                return null;
            // Grows with what comes, not with what was promised.
            var body = new byte[(int)Math.Min(answer.BodyBytes, FirstBytes)];
            for (var have = 0; ;)
            {
                have += await FillAsync(socket, body.AsMemory(have), cancellationToken);
                if (have < body.Length)
                    return null;
                if (have == answer.BodyBytes)
                    break;
                Array.Resize(ref body, (int)Math.Min(answer.BodyBytes, have * 2L));
            }

            return SnapshotAnswer.ChecksumOf(body) == answer.BodyChecksum ? (answer, body) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<int> FillAsync(Socket socket, Memory<byte> target, CancellationToken cancellationToken)
    {
        var have = 0;
        while (have < target.Length)
        {
            var received = await socket.ReceiveAsync(target[have..], SocketFlags.None, cancellationToken);
            if (received == 0)
                break;
            have += received;
        }

        return have;
    }
}
