/** `dead`: given up, until somebody asks for another try. */
export const NOTIFICATION_STATUSES = ['pending', 'delivered', 'dead'] as const;

export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];
