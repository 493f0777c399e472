using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Rialto.Runtime.Shared;

/// <summary>Who is at the other end of a Unix socket, as the system itself says (SO_PEERCRED, unix(7)). Linux only; elsewhere nobody is known.</summary>
public static partial class UnixPeer
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED
    private const int CredentialBytes = 12; // struct ucred: pid, uid, gid

    /// <summary>Whether the other end is a process of this process's user, or of the administrator.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="processId">Its process at the time of connecting; zero where not known.</param>
    public static bool IsTrusted(Socket socket, out int processId)
    {
        ArgumentNullException.ThrowIfNull(socket);
        processId = 0;
        if (!OperatingSystem.IsLinux())
            return true; // the socket's permissions alone
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        try
        {
            if (socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) < CredentialBytes)
                return false;
        }
        catch (SocketException)
        {
            return false;
        }

        processId = BinaryPrimitives.ReadInt32LittleEndian(credentials);
        var user = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
        return user == CurrentUser() || user == 0;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint CurrentUser();
}
